import { running } from './pause.ts';
import { tell } from './tell.ts';
import type { Step } from './world.ts';

/** What may become of a call besides being done. */
export interface Fault {
  readonly name: string;
  readonly isPossible: () => boolean;
  /** Does the call or does not, and says what the caller hears instead of the answer. */
  readonly happens: (call: () => Promise<unknown>) => Promise<Error>;
}

interface HeldCall {
  readonly name: string;
  readonly perform: () => Promise<unknown>;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A process in the world. It runs by itself up to its next call of a port, which waits until a step lets it happen. So a
 * process is paused by not taking its steps, and dead when they are not offered any more.
 */
export class Actor {
  readonly name: string;
  readonly #faults: readonly Fault[];
  #held: HeldCall[] = [];
  #heard = '';
  #isAlive = true;
  #performing = 0;

  constructor(name: string, faults: readonly Fault[] = []) {
    this.name = name;
    this.#faults = faults;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Whether it waits for nothing that it has asked for. */
  get isIdle(): boolean {
    return this.#held.length === 0 && this.#performing === 0;
  }

  /** What this process has asked and heard so far: all that its own state can depend on. */
  get heard(): string {
    return this.#isAlive ? this.#heard : 'dead';
  }

  /** What it is about to ask for, by name. */
  protected get asks(): readonly string[] {
    return this.#held.map(({ name }) => name);
  }

  /** This process is as it was when it was born, except for what `still` says. */
  forgets(still = ''): void {
    this.#heard = still;
  }

  hears(what: string): void {
    this.#heard += `${what};`;
  }

  /** Neither does nor hears anything from here on. */
  crashes(): void {
    this.#isAlive = false;
    this.#held = [];
  }

  /** Something that this process asks for, held back. */
  call<T>(name: string, perform: () => Promise<T> | T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#isAlive) this.#held.push({ name, perform: async () => perform(), resolve, reject });
    });
  }

  /** A port whose calls are held back, except those that `words` does not name; `words` says what a call is about. */
  holding<Port extends object>(port: Port, words: Words<Port>): Port {
    return new Proxy(port, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function') return member;
        const word: ((...given: never[]) => string) | undefined = words[method as keyof Port];
        const bound = member.bind(target) as (...given: unknown[]) => unknown;
        if (!word) return bound;
        return (...given: unknown[]) => this.call(word(...(given as never[])), () => bound(...given));
      },
    });
  }

  steps(): Step[] {
    return this.#held.flatMap((held) => [
      { name: `${this.name}: ${held.name}`, take: () => this.#perform(held) },
      ...this.#faults
        .filter(({ isPossible }) => isPossible())
        .map((fault) => ({ name: `${this.name}: ${held.name}, ${fault.name}`, take: () => this.#fail(held, fault) })),
    ]);
  }

  #perform(held: HeldCall): void {
    this.#begin(held);
    running.run(this, held.perform).then(
      (answer) => this.#answer(`${held.name}=${tell(answer)}`, () => held.resolve(answer as never)),
      (error: unknown) => this.#answer(`${held.name}!${tell(error)}`, () => held.reject(error)),
    );
  }

  #fail(held: HeldCall, fault: Fault): void {
    this.#begin(held);
    void fault
      .happens(held.perform)
      .then((error) => this.#answer(`${held.name}!${fault.name}`, () => held.reject(error)));
  }

  #begin(held: HeldCall): void {
    this.#held = this.#held.filter((other) => other !== held);
    this.#performing += 1;
    this.hears(held.name);
  }

  #answer(what: string, deliver: () => void): void {
    this.#performing -= 1;
    if (!this.#isAlive) return;
    this.hears(what);
    deliver();
  }
}

/** For each method that is held back, how a call of it is told. */
export type Words<Port> = {
  readonly [Method in keyof Port]?: Port[Method] extends (...given: infer Given) => unknown
    ? (...given: Given) => string
    : never;
};
