import { Relay, type Look, type RelaySettings, type RelayStore } from '@holdfast/messaging';
import { Actor, type Fault, type Words } from '../explorer/actor.ts';
import { timeStandsStill } from '../explorer/still-time.ts';
import { tell } from '../explorer/tell.ts';
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
  /** What it has heard at the end of its last turn, in short. */
  #still = '';
  #look: Look | undefined;
  #hasSentReleased = false;

  constructor({ name, store, network, settings, faults }: RelayProcessOptions) {
    super(name, faults);
    this.#relay = new Relay({
      service: 'garden',
      store: this.#watching(this.holding(store, words)),
      broker: network.brokerFor(this),
      time: timeStandsStill,
      chance: { fraction: () => 0.5, uuid: () => name },
      settings,
    });
    this.#begin();
  }

  /** Whether it is between two turns. */
  get isResting(): boolean {
    return !this.isAlive || super.heard === this.#still;
  }

  /** A turn that has left something makes the next one go by the same look, and by which step it was. */
  override get heard(): string {
    const goesByOldLook = super.heard === this.#still && this.isAlive && !this.asks.includes('look');
    return goesByOldLook ? `${super.heard}${tell(this.#look)}` : super.heard;
  }

  /** Remembers what it was told last. */
  #watching(store: RelayStore): RelayStore {
    const look = async () => (this.#look = await store.look());
    return new Proxy(store, {
      get: (target, name) => (name === 'look' ? look : (Reflect.get(target, name) as unknown)),
    });
  }

  #begin(): void {
    void this.#relay.runOnce().then(
      () => this.#ended(),
      () => this.#ended(),
    );
  }

  /** Between two turns a relay remembers how much it dares to send at once, which follows from these, and its last step. */
  #ended(): void {
    if (!this.isAlive) return;
    const outcomes: readonly string[] = this.heard.match(/send!RecordRefused|sent/g) ?? [];
    const since = outcomes.slice(outcomes.indexOf('send!RecordRefused'));
    if (this.#look) this.#hasSentReleased = isReleased(this.#look, { name: this.name, last: this.#hasSentReleased });
    const most = outcomes.includes('send!RecordRefused') ? `${since.join(';')};` : '';
    this.#still = this.#hasSentReleased ? `${most}released;` : most;
    this.forgets(this.#still);
    this.#begin();
  }
}

/** Whether that look made it begin with what is released. */
function isReleased({ holder, isAsked, oldestAgeMs }: Look, { name, last }: { name: string; last: boolean }): boolean {
  if (holder && holder.owner !== name) return false;
  return isAsked && !(oldestAgeMs !== undefined && last);
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
