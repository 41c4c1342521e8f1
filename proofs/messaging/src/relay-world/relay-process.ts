import { Relay, type RelaySettings, type RelayStore } from '@holdfast/messaging';
import { Actor, type Fault, type Words } from '../explorer/actor.ts';
import { timeStandsStill } from '../explorer/still-time.ts';
import type { Network } from './network.ts';

export interface RelayProcessOptions {
  readonly name: string;
  readonly store: RelayStore;
  readonly network: Network;
  readonly settings: Partial<RelaySettings>;
  readonly faults: readonly Fault[];
}

/** A process with the production relay in it, which begins a turn whenever it has none in hand. */
export class RelayProcess extends Actor {
  readonly #relay: Relay;

  constructor({ name, store, network, settings, faults }: RelayProcessOptions) {
    super(name, faults);
    this.#relay = new Relay({
      service: 'garden',
      store: this.holding(store, words),
      broker: network.brokerFor(this),
      time: timeStandsStill,
      chance: { fraction: () => 0.5, uuid: () => name },
      settings,
    });
    this.#begin();
  }

  /** Whether it is between two turns. */
  get isResting(): boolean {
    return !this.heard.includes('look');
  }

  #begin(): void {
    void this.#relay.runOnce().then(
      () => this.#ended(),
      () => this.#ended(),
    );
  }

  /** Between two turns a relay remembers nothing but how much it dares to send at once, which follows from these. */
  #ended(): void {
    if (!this.isAlive) return;
    const outcomes: readonly string[] = this.heard.match(/send!RecordRefused|sent/g) ?? [];
    const since = outcomes.slice(outcomes.indexOf('send!RecordRefused'));
    this.forgets(outcomes.includes('send!RecordRefused') ? `${since.join(';')};` : '');
    this.#begin();
  }
}

const words: Words<RelayStore> = {
  look: () => 'look',
  select: () => 'select',
  conclude: (_, count) => `delete the first ${count}`,
  park: (_, { messageId }) => `park ${messageId}`,
  parkAgain: (_, { messageId }) => `park ${messageId} again`,
  released: () => 'read released rows',
  concludeReleased: (_, rows) => `delete released ${rows.map(({ messageId }) => messageId).join(' ')}`,
};
