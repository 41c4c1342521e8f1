import { relative } from 'node:path';
import { ownerOf, Stalled, type SeenStep } from '../trial/follow.ts';
import { trialBody } from '../trial/trial-body.ts';
import { lastLines } from '../supervisor/last-lines.ts';
import type { RunningSystem } from '../supervisor/running-system.ts';
import { stepLine } from './lines.ts';
import type { ReportedStep } from './reported-step.ts';

export interface TrialOptions {
  readonly system: RunningSystem;
  readonly root: string;
  /** A file, or the name of an example. */
  readonly wanted: string | undefined;
  readonly except: readonly string[];
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** How the trial went. Times are in milliseconds. */
export interface TrialResult {
  readonly name: string;
  readonly subject: string;
  readonly traceId: string;
  readonly status: string;
  readonly steps: readonly ReportedStep[];
  /** From sending the request to seeing the last step. */
  readonly tookMs: number;
  /** Why it ended before the last step. */
  readonly reason?: string;
  /** What kept it from ending, and who should look. */
  readonly error?: string;
}

/** Sends the trial and tells each step as it comes. Undefined where there is nothing to send, or a service is left out. */
export async function runTrial(options: TrialOptions): Promise<TrialResult | undefined> {
  const { system, root, wanted, except, tell, signal } = options;
  const { trial, steps: expected } = system.system;
  if (!trial) tell('  no trial in system.ts; everything was ready');
  if (!trial || except.length > 0) return undefined;
  const { body, shown } = trialBody(root, trial, wanted);
  const placed = await system.place({ body });
  tell('');
  tell(`  ${trial.name} ${placed.subject}  (${relative('.', shown)})`);
  const steps: ReportedStep[] = [];
  const common = { name: trial.name, subject: placed.subject, traceId: placed.traceId, steps };
  const tookMs = (): number => Math.round(performance.now() - placed.sentAt);
  let status = 'unknown';
  const onStep = (step: SeenStep, progress: { status: string }): void => {
    status = progress.status;
    const number = expected.findIndex(({ name }) => name === step.name) + 1;
    const first = steps[0]?.at ?? step.at;
    steps.push({ step: number, ...step, afterMs: Date.parse(step.at) - Date.parse(first) });
    tell(`  ${stepLine(steps.at(-1)!, steps.length === expected.length ? status : undefined)}`);
  };
  try {
    const { reason, ...progress } = await system.until(placed, { onStep, signal });
    if (reason !== undefined) tell(`  ${trial.name} ended as ${progress.status}: ${reason}`);
    return { ...common, status: progress.status, tookMs: tookMs(), ...(reason !== undefined && { reason }) };
  } catch (error) {
    if (!(error instanceof Stalled)) throw error;
    const sentence = explain(error, system);
    tell(`  ${sentence}`);
    for (const line of lastWords(error, system)) tell(line);
    return { ...common, status, tookMs: tookMs(), error: sentence };
  }
}

/** What the owner of the missing step said last; with `--once` its log is gone when somebody wants to read it. */
function lastWords({ missing }: Stalled, system: RunningSystem): string[] {
  if (!missing) return [];
  const { logFile } = system.member(missing.service);
  return [`  ${missing.service} said last:`, ...lastLines(logFile, 5).map((line) => `    ${line.slice(0, 400)}`)];
}

function explain({ message, missing }: Stalled, { system }: RunningSystem): string {
  return missing ? `${message} Its owner: ${ownerOf(missing, system)}.` : message;
}
