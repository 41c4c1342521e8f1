import type { Member } from './fleet-member.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** How long, for how many crashes and until when somebody waits. */
export interface ReadyWait {
  readonly withinMs: number;
  readonly crashesAllowed?: number;
  readonly signal?: AbortSignal;
}

/** Who of a fleet has become ready, and for whom somebody waits. */
export class FleetReadiness {
  readonly #ready = new Set<Member>();
  readonly #waits = new Map<Member, AbortController>();

  /** Resolves when it is ready. Throws NotReady, and Replaced when `forget` came first. */
  async until(member: Member, { signal, ...rest }: ReadyWait): Promise<void> {
    const replaced = new AbortController();
    this.#waits.set(member, replaced);
    const either = signal ? AbortSignal.any([signal, replaced.signal]) : replaced.signal;
    try {
      const { process, adminUrl: url, logFile } = member;
      await waitUntilReady({ process, url, logFile, ...rest, signal: either });
      either.throwIfAborted();
      this.#ready.add(member);
    } catch (error) {
      throw replaced.signal.aborted ? replaced.signal.reason : error;
    } finally {
      if (this.#waits.get(member) === replaced) this.#waits.delete(member);
    }
  }

  /** Whoever waits for it waits in vain: something else takes its place. */
  abandon(member: Member): void {
    this.#waits.get(member)?.abort(new Replaced());
  }

  /** It was started anew, and nobody knows yet. */
  forget(member: Member): void {
    this.#ready.delete(member);
  }

  /** Since it was last started. */
  hasBeenReady(member: Member): boolean {
    return this.#ready.has(member);
  }

  isAwaited(member: Member): boolean {
    return this.#waits.has(member);
  }
}

/** The process that was waited for has been replaced by another one. */
export class Replaced extends Error {
  readonly code = 'replaced';

  constructor() {
    super('It was started anew before it was ready.');
  }
}
