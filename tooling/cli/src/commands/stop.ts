import { endAllRuns, endDeadRuns } from '@holdfast/local-infra';
import type { Terminal } from '../terminal.ts';

export interface StopCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly json?: boolean;
}

/** Ends every run of this checkout, also what a killed one left behind. Resolves to 0, also when there was nothing. */
export async function stopCommand({ root, terminal, json }: StopCommand): Promise<number> {
  const ended = [...(await endDeadRuns(root)), ...(await endAllRuns(root))];
  if (json) terminal.out(JSON.stringify({ ended }));
  else if (ended.length === 0) terminal.out('Nothing was running here.');
  else
    for (const run of ended)
      terminal.out(`${run.name}: ${run.ended.length === 0 ? 'was over' : `ended ${run.ended.join(', ')}`}`);
  return 0;
}
