import type { Place } from '../broker.ts';
import type { KafkaOptions } from '../kafka-options.ts';
import type { Fetched } from './fetched.ts';
import { PlaceFetcher } from './place-fetcher.ts';

export interface CursorOptions {
  readonly options: KafkaOptions;
  /** As the broker knows it. */
  readonly place: Place;
  /** Takes what was read; `handled` lets the cursor go on behind it. */
  take(cursor: PlaceCursor, fetched: Fetched & { readonly from: bigint }): Promise<'handled' | 'unfinished'>;
  failed(error: unknown): Promise<void>;
}

/** Reads on and on in one place, one batch after the other, until it is ended. */
export class PlaceCursor {
  readonly #in: CursorOptions;
  readonly done: Promise<void>;
  #ended = false;

  constructor(options: CursorOptions, { from, after }: { from: bigint; after: Promise<unknown> }) {
    this.#in = options;
    this.done = after.then(() => this.#read(from));
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** A batch in hand is finished; no other comes. */
  end(): void {
    this.#ended = true;
  }

  async #read(begin: bigint): Promise<void> {
    if (this.#ended) return;
    const fetcher = new PlaceFetcher(this.#in.options, this.#in.place);
    // `from` lags behind `at` where the log holds nothing to be read: the batch that comes at last begins at `from`.
    for (let [from, at] = [begin, begin]; !this.#ended;) {
      try {
        const fetched = await fetcher.fetch(at);
        if (fetched.from !== at) from = fetched.from;
        at = fetched.next;
        if (this.#ended || fetched.records.length === 0) continue;
        // An unfinished batch comes again, unless the reader has ended this cursor by `readFrom` or `hold`.
        if ((await this.#in.take(this, { ...fetched, from })) === 'handled') from = at;
        else at = from;
      } catch (error) {
        await this.#in.failed(error);
      }
    }
    await fetcher.close();
  }
}
