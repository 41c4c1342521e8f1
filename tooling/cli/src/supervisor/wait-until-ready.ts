import { setTimeout as pause } from 'node:timers/promises';
import { isReady } from './health-of.ts';
import { firstLines, lastLines } from './last-lines.ts';
import type { SupervisedProcess } from './supervised-process.ts';

export interface ReadyQuestion {
  readonly process: Pick<SupervisedProcess, 'name' | 'crashes' | 'lastCrashLogFrom'>;
  /** Called each time: a process may come back on another port. */
  readonly url: () => string;
  readonly logFile: string;
  readonly withinMs: number;
  /** Crashes in a row after which there is no point in waiting. */
  readonly crashesAllowed?: number;
  readonly signal?: AbortSignal;
}

/**
 * Resolves once the service would accept a request and its messages reach the broker. Throws NotReady, with what the
 * service said last, when it keeps crashing or is not ready in time.
 */
export async function waitUntilReady(question: ReadyQuestion): Promise<void> {
  const { process, url, logFile, withinMs, crashesAllowed = 2, signal } = question;
  const startedAt = performance.now();
  for (;;) {
    const health = await readiness(url());
    if (health === 'ready') return;
    if (process.crashes > crashesAllowed) {
      const said = firstLines(logFile, process.lastCrashLogFrom ?? 0);
      const often = process.crashes === 1 ? '' : ` ${process.crashes} times`;
      throw new NotReady(process.name, `ended${often} before it was ready`, said);
    }
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > withinMs) {
      const why = `is not ready after ${Math.round(withinMs / 1000)} s (${health})`;
      throw new NotReady(process.name, why, lastLines(logFile));
    }
    await pause(askAgainInMs(waitedMs), undefined, signal ? { signal } : {});
  }
}

/** 'ready', or what is known of why not. */
async function readiness(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return isReady(response, JSON.parse(text) as { kafka?: string }) ? 'ready' : text;
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A service did not become ready. The message ends with lines of its log. */
export class NotReady extends Error {
  readonly code = 'not-ready';
  readonly process: string;

  constructor(name: string, why: string, said: readonly string[]) {
    const heading = `${name} ${why}. ${said.length === 0 ? 'It said nothing.' : 'It said last:'}`;
    super([heading, ...said.map((line) => `  ${line}`)].join('\n'));
    this.process = name;
  }
}

/** Quickly at first; then slower, so that many who are asked at once keep the processor for their start. */
function askAgainInMs(waitedMs: number): number {
  return Math.min(200, 25 + waitedMs / 50);
}
