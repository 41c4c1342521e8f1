import { loadSystem } from '@holdfast/system-model';
import { interrupted, interruptSignal } from '../interrupt-signal.ts';
import { checkWishes } from '../start-report/check-wishes.ts';
import { addressLines, debugLines, exceptLines, headline, stoppedLine } from '../start-report/lines.ts';
import { logsOf } from '../start-report/logs-of.ts';
import { reportOf, type StartReport } from '../start-report/report.ts';
import { runTrial, type TrialResult } from '../start-report/run-trial.ts';
import { streamLogs } from '../start-report/stream-logs.ts';
import { keepLogs } from '../supervisor/keep-logs.ts';
import type { RunningSystem } from '../supervisor/running-system.ts';
import { startSystem } from '../supervisor/start-system.ts';
import type { Terminal } from '../terminal.ts';

export interface StartCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly once?: boolean;
  readonly json?: boolean;
  /** A file or the name of an example. */
  readonly body?: string;
  readonly except: readonly string[];
  /** Services that a debugger may enter. */
  readonly inspect: readonly string[];
  readonly instances: number;
  /** True for all services. */
  readonly logs?: true | string;
  readonly infra: 'auto' | 'given' | 'docker' | 'native';
  readonly built?: boolean;
}

/**
 * Everything up, one trial through all steps, and then up until Ctrl-C; with `once` down again at once. Servers and services
 * are stopped in their order whatever happens; a second Ctrl-C ends everything without waiting. Resolves to the exit code.
 */
export async function startCommand(command: StartCommand): Promise<number> {
  if (command.once && command.except.length > 0) throw new OnceNeedsAll();
  checkWishes(await loadSystem(command.root), command);
  const interrupt = interruptSignal(command.terminal);
  try {
    const outcome = await upAndDown(command, interrupt.signal);
    if (outcome.report && command.json) command.terminal.out(JSON.stringify(outcome.report));
    return outcome.code;
  } catch (error) {
    throw interrupt.signal.aborted ? interrupt.signal.reason : error;
  } finally {
    interrupt.stopListening();
  }
}

/** `--once` ends when all steps are done, which needs every service. */
class OnceNeedsAll extends Error {
  readonly code = 'once-needs-all';

  constructor() {
    super('--once and --except do not go together: all steps need all services.');
  }
}

interface Outcome {
  readonly code: number;
  readonly report?: StartReport;
}

async function upAndDown(command: StartCommand, signal: AbortSignal): Promise<Outcome> {
  const system = await startSystem({
    root: command.root,
    infra: command.infra,
    state: command.once ? 'fresh' : 'kept',
    instances: command.instances,
    except: command.except,
    inspect: command.inspect,
    built: command.built ?? false,
    say: (line) => command.terminal.say(`  ${line}`),
    signal,
  });
  try {
    const outcome = await whileUp(command, system, signal);
    // With `once` the logs go with the data.
    const kept = outcome.code !== 0 && command.once ? keepLogs(command.root, system.state) : undefined;
    if (kept !== undefined) command.terminal.say(`  the logs are kept in ${kept}.`);
    return outcome;
  } finally {
    await system.stop();
    if (!command.once) command.terminal.say(`  ${stoppedLine(command.root, system)}`);
  }
}

async function whileUp(command: StartCommand, system: RunningSystem, signal: AbortSignal): Promise<Outcome> {
  const startupMs = Math.round(performance.now());
  const tell = command.json ? command.terminal.say : command.terminal.out;
  tell(`  ${headline(system, startupMs)}`);
  const forPerson = [...exceptLines(command.root, system.environmentFiles), ...debugLines(system)];
  for (const line of forPerson) tell(`  ${line}`);
  const sources = command.logs === undefined ? [] : logsOf(system, command.logs);
  const stopLogs = sources.length > 0 ? streamLogs(sources, tell, command.terminal.colour) : undefined;
  const trial = await runTrial({
    system,
    root: command.root,
    wanted: command.body,
    except: command.except,
    tell,
    signal,
  });
  const report = reportOf(system, trial, startupMs);
  if (!command.once) await stayUp(command, system, { report, tell, signal });
  stopLogs?.();
  return { code: command.once ? codeOf(trial, command.body) : 0, ...(command.once && { report }) };
}

async function stayUp(
  { terminal, json }: StartCommand,
  system: RunningSystem,
  { report, tell, signal }: { report: StartReport; tell: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  if (json) terminal.out(JSON.stringify(report));
  tell('');
  for (const line of addressLines(system, report.traceId)) tell(`  ${line}`);
  await interrupted(signal);
}

/** The ordinary one must do every step. One that a person chose may end with a reason: that is its answer. */
export function codeOf(trial: TrialResult | undefined, chosen: string | undefined): number {
  if (trial === undefined) return 0; // There is none, and everything was ready.
  if (trial.error !== undefined) return 1;
  return trial.reason !== undefined && chosen === undefined ? 1 : 0;
}
