import { keyOf, type Place } from '../broker/broker.ts';
import type { ParkedCounts } from './consumer-store.ts';
import { lookForNeglect } from './neglect.ts';
import type { PlaceReader } from './place-reader.ts';
import type { Reading } from './reading.ts';

/**
 * Looks, again and again, for parked messages that are due and for replays that were asked for, in the places that are
 * ours, and hands them to whoever holds the place. What it finds is a hint: the transaction decides. Also for places that
 * the broker's client has forgotten.
 */
export class Tending {
  readonly #reading: Reading;
  readonly #readers: () => ReadonlyMap<string, PlaceReader>;
  readonly #dead: (reason: string) => void;
  #cancel = () => {};
  #isStopped = false;
  #looks = 0;
  /** What was parked at the last count. */
  parked: ParkedCounts = { keys: 0, messages: 0, dead: 0 };

  constructor(reading: Reading, readers: () => ReadonlyMap<string, PlaceReader>, dead: (reason: string) => void) {
    this.#reading = reading;
    this.#dead = dead;
    this.#readers = readers;
  }

  start(): void {
    this.#rest();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /** Looks once, and begins what is due. Never rejects. */
  async look(): Promise<void> {
    const { store, consumer, log } = this.#reading;
    const places = [...this.#readers().values()].filter(({ isReading }) => isReading).map(({ place }) => place);
    if (places.length === 0) return;
    try {
      for (const { key, ...place } of await store.due(consumer, places, mostKeys)) void this.#at(place)?.redrive(key);
      for (const replay of await store.replays(consumer, places)) void this.#at(replay)?.replay(replay);
      if (this.#looks % looksPerCount === 0) this.parked = await store.parked(consumer, places);
      this.#looks += 1;
    } catch (error) {
      log.debug({ err: error, consumer }, 'what is parked could not be looked at');
    }
  }

  #at(place: Place): PlaceReader | undefined {
    return this.#readers().get(keyOf(place));
  }

  #rest(): void {
    this.#cancel = this.#reading.time.after(this.#reading.settings.lookMs, () => {
      const looks = [this.look(), lookForNeglect(this.#reading, [...this.#readers().values()], this.#dead)];
      void Promise.all(looks).then(() => !this.#isStopped && this.#rest());
    });
  }
}

const mostKeys = 100;
const looksPerCount = 10;
