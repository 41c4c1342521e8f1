import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { endDeadRuns, removeData } from '@holdfast/local-infra';
import { keptLines, keptStates } from '../reset/kept-states.ts';
import { startsUnderWay } from '../supervisor/start-record.ts';
import { runningSystems } from '../supervisor/system-record.ts';
import type { Terminal } from '../terminal.ts';

export interface ResetCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Asks a person; undefined where nobody can be asked. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/**
 * Removes all data that starts of this folder have kept, and nothing that Holdfast did not make; the next start begins with
 * empty databases and topics. Ends nothing: where something runs it refuses. Resolves to 0 when nothing is left, else 1.
 */
export async function resetCommand({ root, terminal, yes, json, ask = askPerson() }: ResetCommand): Promise<number> {
  const running = [...runningSystems(root), ...startsUnderWay(root)];
  if (running.length > 0)
    throw new StillRunning([...new Set(running.map(({ system, owner }) => `${system} (process ${owner.pid})`))]);
  await endDeadRuns(root);
  const states = keptStates(root);
  if (states.length > 0 && !yes) {
    if (!ask) throw new NobodyToAsk();
    for (const line of states.flatMap(keptLines)) terminal.say(`  ${line}`);
    if (!/^y(es)?$/i.test((await ask('Remove all of this? [y/N] ')).trim())) {
      terminal.say('Nothing was removed.');
      return 1;
    }
  }
  for (const { folder, used } of states) await removeData({ root, state: folder, used });
  rmSync(join(root, '.holdfast', 'env'), { recursive: true, force: true });
  const removed = states.map(({ name }) => `.holdfast/${name}`);
  if (json) terminal.out(JSON.stringify({ removed }));
  else if (removed.length === 0) terminal.out('There was nothing to remove.');
  else terminal.out(`removed ${removed.join(', ')}; the next start begins with empty databases and topics.`);
  return 0;
}

function askPerson(): ((question: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl-C and the end of the input are answers too: no.
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    try {
      return await Promise.race([lines.question(question), closed]);
    } finally {
      lines.close();
    }
  };
}

/** Data of something that runs is not removed below it. */
export class StillRunning extends Error {
  readonly code = 'still-running';

  constructor(systems: readonly string[]) {
    super(`These run on the data: ${systems.join(', ')}. Stop them first: ./holdfast stop`);
  }
}

/** There is no terminal at which a person could agree. */
export class NobodyToAsk extends Error {
  readonly code = 'nobody-to-ask';

  constructor() {
    super(
      'This removes data and asks first, and there is no terminal to ask at. To agree beforehand: ./holdfast reset --yes',
    );
  }
}
