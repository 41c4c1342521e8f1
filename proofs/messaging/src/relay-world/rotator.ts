import type { MemoryTickOutbox } from '@holdfast/messaging/testing';
import { Actor } from '../explorer/actor.ts';
import type { Limits } from '../explorer/limits.ts';
import { tell } from '../explorer/tell.ts';

/** A process that empties the thirds of the ticked outbox, as often as it may. */
export class Rotator extends Actor {
  readonly #outbox: MemoryTickOutbox;
  readonly #limits: Limits<'rotations'>;

  constructor(outbox: MemoryTickOutbox, limits: Limits<'rotations'>) {
    super('rotation');
    this.#outbox = outbox;
    this.#limits = limits;
    void this.#goOn();
  }

  async #goOn(): Promise<void> {
    while (this.#limits.has('rotations')) {
      await this.call('rotate', () => {
        this.#limits.uses('rotations');
        // It goes on under the lock with what it has read by now, which nobody can see.
        this.hears(tell(this.#outbox.backup()));
        return this.#outbox.rotate();
      });
      this.forgets();
    }
  }
}
