import type { Lease } from '../relay/relay-store.ts';

/**
 * Whether what is in the other outbox has still to be taken over before the next tick. Always, while services write both.
 * When they have gone back to the other one, once in a term, from its first row until nothing is left: what is committed in
 * the other outbox after that is later than all that was ever ticked. Without that once, rows would be overtaken that waited
 * in there while both were written.
 */
export class Adoption {
  readonly #how: 'always' | 'once';
  #epoch: bigint | undefined;

  constructor(how: 'always' | 'once') {
    this.#how = how;
  }

  isDoneIn({ epoch }: Lease): boolean {
    return this.#how === 'once' && this.#epoch === epoch;
  }

  /** If the lease was lost meanwhile, the next one has another epoch. */
  wasDone({ epoch }: Lease): void {
    this.#epoch = epoch;
  }

  /** Nothing is left. What is found there later on is another matter. */
  ends(): void {
    this.#epoch = undefined;
  }
}
