import { discoverServices } from '@holdfast/system-model';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { thisMachine } from '../doctor/machine.ts';
import type { Terminal } from '../terminal.ts';

export interface DoctorCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly json?: boolean;
}

/** Says what is missing on this machine and how to mend it. Resolves to 1 if something required is missing. */
export async function doctorCommand({ root, terminal, json }: DoctorCommand): Promise<number> {
  const findings = await examine({ root, machine: thisMachine, ports: await declaredPorts(root) });
  const isHealthy = findings.every(({ state }) => state !== 'missing');
  if (json) terminal.out(JSON.stringify({ healthy: isHealthy, findings }));
  else for (const line of findings.flatMap((finding) => findingLines(finding, terminal))) terminal.out(line);
  return isHealthy ? 0 : 1;
}

function findingLines({ name, state, found, mend }: Finding, { colour }: Terminal): string[] {
  const paint = { ok: colour.green, hint: colour.yellow, missing: colour.red }[state];
  const line = `${paint(state.padEnd(8))} ${name.padEnd(10)} ${found}`;
  return mend === undefined ? [line] : [line, `${' '.repeat(20)}→ ${mend}`];
}

/** A machine is examined also while the declarations are broken; that is another command's business. */
async function declaredPorts(root: string): Promise<Record<string, number>> {
  try {
    return Object.fromEntries((await discoverServices(root)).map(({ name, port }) => [name, port]));
  } catch {
    return {};
  }
}
