import { setTimeout as pause } from 'node:timers/promises';
import type { Step, System } from '@holdfast/system-model';
import { NotAccepted } from './place.ts';

/** How far a subject is, as its service tells it. */
export interface Progress {
  readonly status: string;
  /** Why it ended before the last step, when it did. */
  readonly reason?: string;
  readonly steps: readonly SeenStep[];
}

/** A step that has been done. */
export interface SeenStep {
  readonly name: string;
  readonly service: string;
  /** ISO 8601, by the service's clock. */
  readonly at: string;
}

export interface FollowOptions {
  /** Where to ask; called each time, because a service may come back on another port. */
  readonly url: () => string;
  /** The steps that are waited for, in order. */
  readonly steps: readonly Step[];
  readonly stallMs: number;
  /** The token of whoever may ask; called each time, because one expires. */
  readonly token?: () => Promise<string>;
  readonly onStep?: (step: SeenStep, progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Asks until every step is there, or the subject has ended with a reason. A service that does not answer is asked again:
 * it may be on its way back. Throws Stalled when nothing new came for `stallMs`, and NotAccepted when whoever asks may not.
 */
export async function follow({ url, steps, stallMs, token, onStep, signal }: FollowOptions): Promise<Progress> {
  let seen = new Set<string>();
  let movedAt = performance.now();
  for (;;) {
    const progress = await ask(url(), token);
    const fresh = (progress?.steps ?? []).filter(({ name }) => !seen.has(name));
    if (progress && fresh.length > 0) {
      seen = new Set(progress.steps.map(({ name }) => name));
      movedAt = performance.now();
      for (const step of fresh) onStep?.(step, progress);
    }
    if (progress && (progress.reason !== undefined || steps.every(({ name }) => seen.has(name)))) return progress;
    const sinceMovedMs = performance.now() - movedAt;
    if (sinceMovedMs > stallMs) throw new Stalled(steps, seen, stallMs);
    await pause(askAgainInMs(sinceMovedMs), undefined, signal ? { signal } : {});
  }
}

/** Quickly at first, for exact times; then slower and slower, so that a subject that is stuck does not fill the logs. */
function askAgainInMs(sinceMovedMs: number): number {
  return Math.min(500, 10 + sinceMovedMs / 20);
}

async function ask(url: string, token?: () => Promise<string>): Promise<Progress | undefined> {
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${await token()}` };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
    if (response.ok) return (await response.json()) as Progress;
    // Who may not ask now may not ask later.
    if (response.status === 401 || response.status === 403)
      throw new NotAccepted(url, response.status, await response.text());
    return undefined;
  } catch (error) {
    if (error instanceof NotAccepted) throw error;
    return undefined;
  }
}

/** Nothing moved for too long. Names the last step that was done and the one that is missing. */
export class Stalled extends Error {
  readonly code = 'stalled';
  readonly last: Step | undefined;
  readonly missing: Step | undefined;

  constructor(steps: readonly Step[], seen: ReadonlySet<string>, stallMs: number) {
    const missing = steps.find(({ name }) => !seen.has(name));
    const last = steps.filter(({ name }) => seen.has(name)).at(-1);
    super(
      `No progress in ${Math.round(stallMs / 1000)} s. Last finished step: ${last?.name ?? 'none'}. Missing: ${missing?.name ?? 'none'}, which ${missing?.service ?? 'nobody'} does.`,
    );
    this.last = last;
    this.missing = missing;
  }
}

/** Whose the missing step is, for the sentence to a person: `shed (team tools, page tools-oncall)`. */
export function ownerOf(step: Step, { services, teams }: Pick<System, 'services' | 'teams'>): string {
  const team = services.find(({ name }) => name === step.service)?.team ?? 'unknown';
  return `${step.service} (team ${team}, page ${teams[team]?.page ?? 'unknown'})`;
}
