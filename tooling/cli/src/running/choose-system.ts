import { resolve } from 'node:path';
import { runningSystems, type FoundSystem } from '../supervisor/system-record.ts';

/** Where to look for a running system, and whom to tell that there are several. */
export interface Looking {
  readonly root: string;
  readonly say: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The system of this checkout that is meant: the one whose data are in HOLDFAST_STATE, else the kept one, else any. One
 * whose start was killed comes last. Throws NothingRuns where there is none.
 */
export function chooseSystem(looking: Looking): FoundSystem {
  const found = findSystem(looking);
  if (found === undefined) throw new NothingRuns();
  return found;
}

/** The same, and undefined where nothing runs. Throws NotThatOne where something runs, on other data. */
export function findSystem({ root, say, env = process.env }: Looking): FoundSystem | undefined {
  const running = runningSystems(root);
  const wanted = env['HOLDFAST_STATE'] ?? '';
  if (wanted !== '' && running.length > 0) return onState(running, resolve(root, wanted));
  const [first] = running.toSorted(
    (one, other) =>
      Number(one.orphaned ?? false) - Number(other.orphaned ?? false) || one.state.length - other.state.length,
  );
  if (first !== undefined && running.length > 1)
    say(
      `${running.length} systems run here; this is about the one in ${first.state}. HOLDFAST_STATE names another one's folder.`,
    );
  return first;
}

function onState(running: readonly FoundSystem[], state: string): FoundSystem {
  const found = running.find((system) => system.state === state);
  if (found === undefined) throw new NotThatOne(state, running);
  return found;
}

/** There is nothing to ask. */
export class NothingRuns extends Error {
  readonly code = 'nothing-runs';

  constructor() {
    super('Nothing runs here. Begin with: ./holdfast start');
  }
}

/** HOLDFAST_STATE names a folder on which nothing runs. */
export class NotThatOne extends Error {
  readonly code = 'not-that-one';

  constructor(state: string, running: readonly FoundSystem[]) {
    super(
      `HOLDFAST_STATE is ${state}, and nothing runs on it. What runs is on: ${running.map((one) => one.state).join(', ')}.`,
    );
  }
}
