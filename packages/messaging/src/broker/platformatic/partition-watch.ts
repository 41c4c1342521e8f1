/**
 * Tells when the topics of a group have another number of partitions than in the beginning. This client's groups are dealt
 * anew only when a member comes or goes, and until then nobody would read the new ones.
 */
export class PartitionWatch {
  readonly #count: () => Promise<number>;
  readonly #changed: (reason: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #first: number | undefined;

  constructor({ count, changed, everyMs }: PartitionWatchOptions) {
    this.#count = count;
    this.#changed = changed;
    // At once, before anything is dealt: what is dealt is of this number or a newer one.
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    try {
      const count = await this.#count();
      this.#first ??= count;
      if (count !== this.#first) this.#changed(new Error(`there were ${this.#first} partitions, and are ${count} now`));
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
