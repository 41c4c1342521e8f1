import { loadSystem } from '@holdfast/system-model';
import { interrupted, interruptSignal } from '../interrupt-signal.ts';
import { feedLines } from '../start-report/feed-lines.ts';
import { addressLines, debugLines, exceptLines, headline, stoppedLine } from '../start-report/lines.ts';
import { logsOf } from '../start-report/logs-of.ts';
import { reportOf } from '../start-report/report.ts';
import { streamLogs } from '../start-report/stream-logs.ts';
import { appsOf } from '../supervisor/apps-of.ts';
import { commandOn } from '../supervisor/kept-state.ts';
import type { RunningSystem } from '../supervisor/running-system.ts';
import { startSystem } from '../supervisor/start-system.ts';
import { startedApps } from '../supervisor/started-apps.ts';
import type { Terminal } from '../terminal.ts';

export interface DevCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** Services that run; all of them when empty. */
  readonly only: readonly string[];
  readonly except: readonly string[];
  /** True for all services that run. */
  readonly inspect?: true | string;
  /** True for everything that runs. */
  readonly logs?: true | string;
  readonly infra: 'auto' | 'given' | 'docker' | 'native';
  readonly json?: boolean;
}

/**
 * Everything up, or the named services alone, and then up until Ctrl-C; a saved file restarts what runs it, and what does not
 * come up waits for the next save. Resolves to the exit code.
 */
export async function devCommand(command: DevCommand): Promise<number> {
  const names = serviceNames(await loadSystem(command.root), command); // Before any server is started for a misspelt name.
  const interrupt = interruptSignal(command.terminal);
  try {
    await upAndDown(command, names, interrupt.signal);
    return 0;
  } catch (error) {
    throw interrupt.signal.aborted ? interrupt.signal.reason : error;
  } finally {
    interrupt.stopListening();
  }
}

/** The services that run. */
function serviceNames(
  system: Parameters<typeof appsOf>[0],
  { only, except, inspect, logs }: DevCommand,
): readonly string[] {
  const named = [inspect, logs].filter((one) => typeof one === 'string');
  const started = startedApps(appsOf(system), { only, except, inspect: named });
  return started.filter(({ isOutside }) => !isOutside).map(({ name }) => name);
}

async function upAndDown(command: DevCommand, names: readonly string[], signal: AbortSignal): Promise<void> {
  const { root, terminal, only, except, infra, inspect } = command;
  const system = await startSystem({
    root,
    infra,
    only,
    except,
    signal,
    state: 'kept',
    watch: true,
    inspect: inspect === true ? names : inspect === undefined ? [] : [inspect],
    say: (line) => terminal.say(`  ${line}`),
  });
  try {
    await whileUp(command, system, signal);
  } finally {
    await system.stop();
    terminal.say(`  ${stoppedLine(root, system)}`);
  }
}

async function whileUp(command: DevCommand, system: RunningSystem, signal: AbortSignal): Promise<void> {
  const { root, terminal, only, except, logs, json } = command;
  const startupMs = Math.round(performance.now());
  const tell = json ? terminal.say : terminal.out;
  tell(`  ${headline(system, startupMs)}`);
  tell('');
  const leftOut = Object.entries(system.environmentFiles).filter(([name]) => except.includes(name));
  const fed = system.system.services.filter(({ name }) => only.includes(name));
  const lines = [
    ...exceptLines(root, Object.fromEntries(leftOut)),
    ...addressLines(system).slice(0, -1),
    ...debugLines(system),
    ...feedLines({ root, state: system.state, services: fed }),
    `A saved file restarts what runs it. Ctrl-C stops everything. ${commandOn(root, system.state)} logs --follow tells what is said.`,
  ];
  for (const line of lines) tell(`  ${line}`);
  const sources = logs === undefined ? [] : logsOf(system, logs);
  const stopLogs = sources.length > 0 ? streamLogs(sources, tell, terminal.colour) : undefined;
  if (json) terminal.out(JSON.stringify(reportOf(system, undefined, startupMs)));
  await interrupted(signal);
  stopLogs?.();
}
