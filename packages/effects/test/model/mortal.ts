/** What is planned for a process: at which of its next operations, before it or after it. */
export interface Planned {
  readonly operation: number;
  readonly side: 'before' | 'after';
}

/**
 * The border between a process and everything else. What passes it may be the last that the process does, or may take it
 * minutes to notice: a process that is dead or frozen does not know.
 */
export class Mortal {
  isDead = false;
  readonly #whenDead: () => void;
  #death: Planned | undefined;
  #freeze: (Planned & { forMs: number }) | undefined;
  #frozen: Promise<void> | undefined;

  constructor(whenDead: () => void) {
    this.#whenDead = whenDead;
  }

  /** Now, whatever it is at. */
  die(): void {
    this.isDead = true;
    this.#death = undefined;
    this.#whenDead();
  }

  dieAt(planned: Planned): void {
    this.#death = planned;
  }

  freezeAt(planned: Planned & { forMs: number }): void {
    this.#freeze = planned;
  }

  /** An operation of the database. */
  async through<T>(operation: () => Promise<T>): Promise<T> {
    await this.#pass('before');
    // It may have died meanwhile, in another of its operations.
    const result = this.isDead ? await forever() : await operation();
    await this.#pass('after');
    return result;
  }

  /** A call to the outside. A process that is frozen between its last look at the clock and the call cannot be helped. */
  async out<T>(call: () => Promise<T>): Promise<T> {
    this.#dieIfPlanned('before');
    if (this.isDead) return forever();
    const answer = await call();
    await this.#pass('after');
    return answer;
  }

  async #pass(side: 'before' | 'after'): Promise<void> {
    if (this.#freeze && isNow(this.#freeze, side)) {
      this.#frozen = later(this.#freeze.forMs);
      this.#freeze = undefined;
    } else if (this.#freeze && side === 'before') this.#freeze = next(this.#freeze);
    await this.#frozen;
    this.#dieIfPlanned(side);
    if (this.isDead) await forever();
  }

  #dieIfPlanned(side: 'before' | 'after'): void {
    if (this.#death && isNow(this.#death, side)) this.die();
    else if (this.#death && side === 'before') this.#death = next(this.#death);
  }
}

// An operation is counted when it begins, so that `after` the operation 0 comes after `before` it.
function isNow({ operation, side }: Planned, at: 'before' | 'after'): boolean {
  return at === side && (side === 'before' ? operation === 0 : operation === -1);
}

function next<P extends Planned>(planned: P): P {
  return { ...planned, operation: planned.operation - 1 };
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

function forever(): Promise<never> {
  return new Promise<never>(() => {});
}
