/** How the outside treats the next call to it. */
export type Mood =
  /** Does it and says so. */
  | 'answers'
  /** Does nothing and says so. */
  | 'refuses'
  /** Does nothing, and does not know what was done. */
  | 'evades'
  /** Does it; the answer never arrives. */
  | 'loses-answer'
  /** Does it; the answer arrives long after the caller has given up. */
  | 'answers-late'
  /** Does it after the caller has given up, and answers then. */
  | 'acts-late';

export const done = { result: 'done' } as const;

/**
 * An outside with a ledger of its own: what is in there has happened. It remembers what was done under a key for a time
 * only, and "cancels" a key that it has forgotten, as outsides do.
 */
export class OutsideLedger {
  /** What for, once for each time. */
  readonly entries: string[] = [];
  readonly moods: Mood[] = [];
  isDown = false;
  readonly #rememberedMs: number;
  readonly #happens: (what: string) => void;
  readonly #doneAt = new Map<string, number>();
  readonly #cancelled = new Set<string>();

  constructor({ rememberedMs, happens }: { rememberedMs: number; happens: (what: string) => void }) {
    this.#rememberedMs = rememberedMs;
    this.#happens = happens;
  }

  perform(id: string, what: string): Promise<typeof done> {
    return this.#call((evades) => {
      if (evades) throw new Error('who knows');
      if (this.#cancelled.has(id)) throw new Error('this key was cancelled');
      if (!this.#isRemembered(id)) this.#do(id, what);
      return done;
    });
  }

  findOut(id: string): Promise<typeof done | 'unknown'> {
    return this.#call((evades) => (this.#isRemembered(id) && !evades ? done : 'unknown'));
  }

  giveUp(id: string): Promise<typeof done | 'cancelled' | 'unknown'> {
    return this.#call((evades) => {
      if (evades) return 'unknown';
      if (this.#isRemembered(id)) return done;
      this.#cancelled.add(id);
      return 'cancelled';
    });
  }

  /** What a person does who knows everybody there: looks into the ledger, and makes sure. */
  settleFor(id: string, what: string): typeof done | 'abandoned' {
    if (this.hasHappened(what)) return done;
    this.#cancelled.add(id);
    return 'abandoned';
  }

  hasHappened(what: string): boolean {
    return this.entries.includes(what);
  }

  #do(id: string, what: string): void {
    this.#happens(what);
    this.entries.push(what);
    this.#doneAt.set(id, Date.now());
  }

  #isRemembered(id: string): boolean {
    const at = this.#doneAt.get(id);
    return at !== undefined && Date.now() - at < this.#rememberedMs;
  }

  async #call<T>(act: (evades: boolean) => T): Promise<T> {
    const mood = this.moods.shift() ?? (this.isDown ? 'refuses' : 'answers');
    if (mood === 'refuses') throw new Error('not now');
    if (mood === 'acts-late') await later(lateMs);
    const answer = act(mood === 'evades');
    if (mood === 'loses-answer') return new Promise<never>(() => {});
    if (mood === 'answers-late') await later(lateMs);
    return answer;
  }
}

/** Above the timeout of an attempt, below its lease. */
const lateMs = 2_500;

function later(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
