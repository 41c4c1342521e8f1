/** How long a membership has heard nothing of a broker that answers. */
export interface Silence {
  readonly quietMs: number;
}

/** What one look found. `answers` is undefined when the broker was not asked. */
export interface Look {
  readonly elapsedMs: number;
  readonly heard: boolean;
  readonly answers: boolean | undefined;
}

/** How long to be patient before the broker is asked, and before the membership is given up. */
export interface Patience {
  readonly askAfterMs: number;
  readonly deadAfterMs: number;
}

/**
 * What a look makes of a silence. Time in which the broker did not answer does not count: waiting is all that can be done
 * then. A look counts for at most a second, since a process that was suspended has not listened for longer.
 */
export function nextSilence({ quietMs }: Silence, { elapsedMs, heard, answers }: Look): Silence {
  if (heard || answers === false) return { quietMs: 0 };
  return { quietMs: quietMs + Math.min(elapsedMs, 1_000) };
}

/** What to do about a silence. */
export function verdictOn({ quietMs }: Silence, { askAfterMs, deadAfterMs }: Patience): 'wait' | 'ask' | 'dead' {
  if (quietMs >= deadAfterMs) return 'dead';
  return quietMs >= askAfterMs ? 'ask' : 'wait';
}

/** Looks once a second whether a membership is heard. */
export class SilenceWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #patience: Patience;
  readonly #answers: () => Promise<boolean>;
  readonly #dead: () => void;
  #silence: Silence = { quietMs: 0 };
  #heard = false;
  #lookedAt = performance.now();
  #looking = false;

  constructor({ answers, dead, patience }: { answers: () => Promise<boolean>; dead: () => void; patience: Patience }) {
    this.#answers = answers;
    this.#dead = dead;
    this.#patience = patience;
    this.#timer = setInterval(() => void this.#look(), Math.min(1_000, patience.askAfterMs)).unref();
  }

  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const now = performance.now();
    const answers = verdictOn(this.#silence, this.#patience) === 'ask' ? await this.#answers() : undefined;
    this.#silence = nextSilence(this.#silence, { elapsedMs: now - this.#lookedAt, heard: this.#heard, answers });
    this.#lookedAt = now;
    this.#heard = false;
    this.#looking = false;
    if (verdictOn(this.#silence, this.#patience) !== 'dead') return;
    this.stop();
    this.#dead();
  }
}

/** The watch over a membership in a group, which tells its reader when it is dead. */
export function watchOver({ group, options, reader, ask }: Watched): SilenceWatch {
  const patience = options.patience ?? { askAfterMs: 5_000, deadAfterMs: 30_000 };
  const reason = `${group} has heard nothing for ${patience.deadAfterMs} ms from a broker that answers`;
  const answers = () =>
    ask().then(
      () => true,
      () => false,
    );
  return new SilenceWatch({ answers, patience, dead: () => reader.dead(reason) });
}

interface Watched {
  readonly group: string;
  readonly options: { readonly patience?: Patience };
  readonly reader: { dead(reason: string): void };
  ask(): Promise<unknown>;
}
