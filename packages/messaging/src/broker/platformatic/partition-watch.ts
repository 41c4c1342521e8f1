/**
 * Tells when the topics of a group have another number of partitions than in the beginning. This client's groups are dealt
 * anew only when a member comes or goes, and until then nobody would read the new ones.
 */
export class PartitionWatch {
  readonly #count: () => Promise<number>;
  readonly #changed: (reason: Error) => void;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor({ count, changed, everyMs }: PartitionWatchOptions) {
    this.#count = count;
    this.#changed = changed;
    this.#everyMs = everyMs;
  }

  /** Counts for the first time, and goes on. Before anything is dealt: what is dealt is of this number or a newer one. */
  async begin(): Promise<void> {
    const first = await this.#count();
    if (!this.#hasEnded) this.#timer = setInterval(() => void this.#look(first), this.#everyMs).unref();
  }

  stop(): void {
    this.#hasEnded = true;
    clearInterval(this.#timer);
  }

  async #look(first: number): Promise<void> {
    try {
      const count = await this.#count();
      if (count !== first) this.#changed(new Error(`there were ${first} partitions, and are ${count} now`));
    } catch {
      // A broker that is away says nothing about partitions; the heartbeats notice that it is.
    }
  }
}

interface PartitionWatchOptions {
  readonly everyMs: number;
  count(): Promise<number>;
  changed(reason: Error): void;
}
