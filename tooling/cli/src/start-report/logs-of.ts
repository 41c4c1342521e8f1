import type { RunningSystem } from '../supervisor/running-system.ts';
import type { LogSource } from './stream-logs.ts';

/** The logs of every process, or of those of one app. */
export function logsOf(system: Pick<RunningSystem, 'members'>, which: true | string): readonly LogSource[] {
  const chosen = system.members().filter(({ service }) => which === true || service === which);
  return chosen.map(({ process, logFile }) => ({ name: process.name, logFile }));
}
