import type { Batch } from '../broker/broker.ts';
import { consumerCommitted, consumerReceived, type ConsumerFacts } from '../points.ts';
import { receiveSpan } from '../tracing/messaging-spans.ts';
import { arrivalOf, isDeclared, type Arrival, type Message } from './arrival.ts';
import { nextBatchSize } from './batch-size.ts';
import type { Replay } from './consumer-store.ts';
import { cutOff, type Cut, type Stretch } from './cut.ts';
import { tracedOf } from './effect.ts';
import { Abandoned } from './meaning-of.ts';
import { PlaceLost } from './place-lost.ts';
import type { HeldPlace, Reading } from './reading.ts';
import { redrive } from './redrive.ts';
import { ReplayOver, takeReplay } from './replay.ts';
import { replayRange, type ReplayRange } from './replay-step.ts';
import { take } from './take.ts';
import { togetherOrSingly, type Part } from './together-or-singly.ts';

/**
 * A place from one claim to the next: what its row says, as far as we have written it ourselves, and all the work that may
 * be done under that. One piece of it at a time.
 */
export class Holding {
  readonly #reading: Reading;
  readonly #isOver: () => boolean;
  #place: HeldPlace;
  /** Where the broker goes on. Above the position where offsets have gaps. */
  #from: bigint;
  #batchSize: number;

  constructor(reading: Reading, place: HeldPlace, isOver: () => boolean) {
    this.#reading = reading;
    this.#place = place;
    this.#isOver = isOver;
    this.#from = place.next;
    this.#batchSize = reading.settings.batch.records;
  }

  /** What the row says, unless somebody else has written it meanwhile. */
  get place(): HeldPlace {
    return this.#place;
  }

  /** Where the next batch is to begin. */
  get from(): bigint {
    return this.#from;
  }

  /** Takes a batch up to its end. Throws {@link Abandoned} when it is not ours any more. */
  async batch(batch: Batch): Promise<void> {
    if (batch.from !== this.#from)
      throw new PlaceLost(batch, `the broker went on at ${batch.from}, not at ${this.#from}`);
    const check = () => {
      if (this.#isOver() || batch.isStale()) throw new Abandoned();
    };
    while (this.#place.next < batch.to) {
      check();
      const cut = this.#cutOff(batch, this.#place.next);
      await this.#reading.budget.spend(cut.bytes, () => this.#takeCut(cut, check));
      this.#reading.skipped(cut.skipped);
    }
    this.#from = batch.to;
  }

  /** Tries the first parked message of a key again. Whether it had its effect, so that the next one may be tried. */
  async redrive(key: string): Promise<boolean> {
    return (await redrive(this.#reading, this.#place, key, this.#check)) === 'done';
  }

  /** Does as much of a replay as may be done in a second. */
  async replay(replay: Replay): Promise<void> {
    const range = replayRange(replay, this.#place.next);
    if (!range) return;
    const stretch = await this.#read(range, replay.perSecond);
    try {
      for (let next = replay.next; ;) {
        const cut = this.#cutOff(stretch, next);
        next = await this.#replayCut({ ...replay, next }, cut);
        // Before the end of the cut it waits for a key.
        if (next < cut.to || next >= stretch.to) return;
      }
    } catch (error) {
      if (!(error instanceof ReplayOver)) throw error;
    }
  }

  async #takeCut({ records, to }: Cut, check: () => void): Promise<void> {
    const arrivals = this.#arrivalsOf(records);
    if (arrivals[0]) consumerReceived.reached(this.#factsOf(arrivals[0]));
    const [{ time, settings }, beganAt] = [this.#reading, this.#reading.time.nowMs()];
    await this.#traced(arrivals, () =>
      togetherOrSingly(this.#reading, arrivals, check, (part) => this.#takePart(part, to)),
    );
    const pace = { limitMs: settings.batchMs, records: records.length, most: settings.batch.records };
    this.#batchSize = nextBatchSize(this.#batchSize, { ...pace, tookMs: time.nowMs() - beganAt });
  }

  async #takePart({ isLast, ...part }: Part, toOfAll: bigint): Promise<void> {
    const to = isLast ? toOfAll : nextAfter(part.arrivals);
    await take(this.#reading, this.#place, { ...part, to });
    this.#place = { ...this.#place, next: to };
    this.#tellOfStopped(part);
    if (part.arrivals[0]) consumerCommitted.reached(this.#factsOf(part.arrivals[0]));
  }

  /** Answers how far the replay has come. */
  async #replayCut(replay: Replay, { records, to, bytes }: Cut): Promise<bigint> {
    const arrivals = this.#arrivalsOf(records);
    let [next, waits] = [replay.next, false];
    const takePart = async ({ isLast, ...part }: Part) => {
      if (waits) return;
      const end = isLast ? to : nextAfter(part.arrivals);
      const progress = await takeReplay(this.#reading, this.#place, {
        ...part,
        replay: { ...replay, next },
        next: end,
      });
      [next, waits] = [progress.next, progress.next < end];
      this.#tellOfStopped({ ...part, arrivals: part.arrivals.filter(({ record }) => record.offset < progress.next) });
    };
    const replayAll = () => togetherOrSingly(this.#reading, arrivals, this.#check, takePart);
    await this.#reading.budget.spend(bytes, replayAll);
    return next;
  }

  async #read({ from, to }: ReplayRange, most: number): Promise<Stretch> {
    if (from === to) return { records: [], to };
    const { records, next } = await this.#reading.broker.read(this.#place, { from, to });
    const first = records.slice(0, most);
    return { records: first, to: first.length < records.length ? first.at(-1)!.offset + 1n : next };
  }

  #cutOff(stretch: Stretch, next: bigint): Cut {
    const { handlers, settings } = this.#reading;
    const limits = { ...settings.batch, records: this.#batchSize };
    return cutOff(stretch, next, limits, (record) => isDeclared(record, handlers));
  }

  #arrivalsOf(records: Cut['records']): Arrival[] {
    const readership = { ...this.#place, handlers: this.#reading.handlers };
    return records.map((record) => arrivalOf(record, readership));
  }

  async #traced<T>(arrivals: readonly Arrival[], work: () => Promise<T>): Promise<T> {
    const messages = arrivals.filter((arrival): arrival is Message => arrival.kind === 'message');
    if (messages.length === 0) return work();
    const { consumer } = this.#reading;
    const span = receiveSpan(
      consumer,
      messages.map((message) => tracedOf(message, this.#place, consumer)),
    );
    try {
      const answer = await span.run(work);
      span.end();
      return answer;
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  #tellOfStopped({ arrivals, fates }: Pick<Part, 'arrivals' | 'fates'>): void {
    for (const arrival of arrivals) {
      const fate = fates.get(arrival.record.offset);
      const text = fate?.is === 'dead' ? 'a message is dead' : 'a message is parked, and its key behind it';
      if (fate) this.#reading.log.warn({ ...this.#factsOf(arrival), ...fate }, text);
    }
  }

  /** Throws when this place is not ours to go on with. */
  readonly #check = (): void => {
    if (this.#isOver()) throw new Abandoned();
  };

  #factsOf({ record, messageId }: Arrival): ConsumerFacts {
    const { topic, partition } = this.#place;
    return { consumer: this.#reading.consumer, topic, partition, offset: String(record.offset), messageId };
  }
}

function nextAfter(arrivals: readonly Arrival[]): bigint {
  return arrivals.at(-1)!.record.offset + 1n;
}
