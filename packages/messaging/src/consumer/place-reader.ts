import { backoffMs } from '@holdfast/work';
import type { Batch, Membership, Place } from '../broker/broker.ts';
import { consumerAcknowledged } from '../points.ts';
import { claimPlace } from './claim-place.ts';
import type { Position, Replay } from './consumer-store.ts';
import { Holding } from './holding.ts';
import { Abandoned } from './meaning-of.ts';
import { PlaceNeglected, type Quiet, type Watched } from './neglect.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { PlaceLost } from './place-lost.ts';
import { PlaceTrouble, type Trouble } from './place-trouble.ts';
import type { Reading } from './reading.ts';

/** A place that waits because something failed that is no message's fault. */
export interface Waiting extends Place, Trouble {
  /** The next record; absent if not even the position could be read. */
  readonly offset?: string;
}

/**
 * Reads one place for the time of one assignment: claims it, then takes what arrives, what is parked and what is replayed,
 * one after the other, each in transactions that the row of the place fences. A message that fails stops its key and
 * nothing else. Every other failure ends the same way: rolled back, silence, a pause, and a new claim, so that the row in
 * the database and not this object says where to go on.
 */
export class PlaceReader implements Watched {
  readonly place: Place;
  readonly #reading: Reading;
  readonly #membership: Pick<Membership, 'readFrom' | 'hold'>;
  /** Batches, parked messages and replays share the fence, and would wait for each other in the database. */
  readonly #queue = new OneAtATime();
  readonly #inHand = new Set<string>();

  #state: 'claiming' | 'reading' | 'waiting' | 'ended' = 'claiming';
  #holding: Holding | undefined;
  #batches = 0;
  readonly #trouble = new PlaceTrouble();
  #cancelPause = () => {};
  /** When it was given something last. */
  #givenAt = -Infinity;
  /** Since when it waits to be given something. */
  #quietSince = 0;
  #neglects = 0;

  constructor(place: Place, reading: Reading, membership: Pick<Membership, 'readFrom' | 'hold'>) {
    this.place = place;
    this.#reading = reading;
    this.#membership = membership;
  }

  get isReading(): boolean {
    return this.#state === 'reading';
  }

  begin(): void {
    void this.#claim();
  }

  /** The place was dealt anew. What is in hand may still commit, unless its next owner has claimed before. */
  end(): void {
    this.#state = 'ended';
    this.#cancelPause();
  }

  /** Resolves when nothing of this place is in hand any more. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Takes a batch up to its end, or up to where it has to stop. Never rejects. */
  async batch(batch: Batch): Promise<'handled' | 'unfinished'> {
    this.#batches += 1;
    this.#neglects = 0;
    const outcome = await this.#inTurn('batch', (holding) => holding.batch(batch));
    this.#givenAt = this.#quietSince = this.#reading.time.nowMs();
    if (outcome !== 'done') return 'unfinished';
    await batch.acknowledge(batch.to);
    const { consumer } = this.#reading;
    consumerAcknowledged.reached({ consumer, ...this.place, offset: String(batch.to) });
    return 'handled';
  }

  /** Tries the parked messages of a key again, from the first on, until one fails or none is left. Never rejects. */
  redrive(key: string): Promise<void> {
    return this.#onlyOnce(`key ${key}`, async () => {
      let isLeft = true;
      const first = async (holding: Holding) => void (isLeft = await holding.redrive(key));
      // One at a time, so that what arrives meanwhile need not wait for all of them.
      while (isLeft && (await this.#inTurn('other', first)) === 'done');
    });
  }

  /** Does the next step of a replay, of no more messages than it may have in a second. Never rejects. */
  replay(replay: Replay): Promise<void> {
    return this.#onlyOnce(`replay ${replay.id}`, async () => {
      await this.#inTurn('other', (holding) => holding.replay(replay));
    });
  }

  /**
   * Begins a comparison with the row, for a time in which there is nothing to do: after a restore of the database the row
   * is an older one, and only its owner can notice. Undefined while something is in hand, whose fence will tell.
   */
  comparison(): ((row: Position | undefined) => void) | undefined {
    if (this.#state !== 'reading' || this.#queue.isBusy) return undefined;
    const [batches, place] = [this.#batches, this.#holding?.place];
    return (row) => {
      if (this.#state !== 'reading' || batches !== this.#batches) return;
      if (row?.token === place?.token && row?.nextOffset === place?.next) return;
      this.#fail(
        new PlaceLost(this.place, 'its row in holdfast.consumer_position is not the one that was written last'),
      );
    };
  }

  quiet(ms: number): Quiet | undefined {
    const isQuiet = this.isReading && !this.#queue.isBusy && this.#reading.time.nowMs() - this.#quietSince >= ms;
    if (!isQuiet || !this.#holding) return undefined;
    const [batches, { place, from }] = [this.#batches, { place: this.place, from: this.#holding.from }];
    return {
      place,
      from,
      isOver: () => !this.isReading || batches !== this.#batches,
      excused: () => void (this.#quietSince = this.#reading.time.nowMs()),
      neglected: () => {
        this.#fail(new PlaceNeglected(place, from));
        return (this.#neglects += 1);
      },
    };
  }

  isServed(ms: number): boolean {
    return this.#queue.isBusy || this.#reading.time.nowMs() - this.#givenAt < ms;
  }

  /** Present while this place waits after a failure. */
  waiting(): Waiting | undefined {
    const trouble = this.#trouble.told();
    if (!trouble) return undefined;
    const offset = this.#holding?.place.next;
    return { ...this.place, ...(offset !== undefined && { offset: String(offset) }), ...trouble };
  }

  async #claim(): Promise<void> {
    this.#state = 'claiming';
    try {
      const place = await claimPlace(this.#reading, this.place);
      // Dealt to somebody else meanwhile. Our claim has fenced them out, so they fail once and claim again.
      if (this.#hasEnded()) return;
      this.#holding = new Holding(this.#reading, place, () => !this.isReading);
      this.#trouble.claimed();
      this.#state = 'reading';
      this.#quietSince = this.#reading.time.nowMs();
      this.#membership.readFrom(this.place, place.next);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Works when everything before it has ended. What fails makes the place wait. */
  #inTurn(what: 'batch' | 'other', work: (holding: Holding) => Promise<void>): Promise<'done' | 'failed' | 'left'> {
    return this.#queue.run(async () => {
      const holding = this.#holding;
      if (this.#state !== 'reading' || !holding) return 'left';
      try {
        await work(holding);
        this.#trouble.wentWell(what);
        return 'done';
      } catch (error) {
        if (error instanceof Abandoned) return 'left';
        this.#fail(error, what);
        return 'failed';
      }
    });
  }

  async #onlyOnce(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#inHand.has(what)) return;
    this.#inHand.add(what);
    try {
      await work();
    } finally {
      this.#inHand.delete(what);
    }
  }

  #fail(error: unknown, what: 'batch' | 'other' = 'other'): void {
    if (this.#hasEnded()) return;
    this.#state = 'waiting';
    this.#trouble.failed(error, what);
    this.#membership.hold(this.place);
    const { settings, chance, time, log, consumer } = this.#reading;
    const pauseMs = backoffMs(this.#trouble.failures, settings.backoff, chance.fraction());
    log.warn({ err: error, consumer, ...this.waiting(), pauseMs }, 'a partition waits');
    this.#cancelPause = time.after(pauseMs, () => void this.#claim());
  }

  #hasEnded(): boolean {
    return this.#state === 'ended';
  }
}
