import { resolve } from 'node:path';
import { startsUnderWay, underWayText, type FoundStart } from '../supervisor/start-record.ts';
import { runningSystems, type FoundSystem } from '../supervisor/system-record.ts';

/** Where to look for a running system, and whom to tell that there are several. */
export interface Looking {
  readonly root: string;
  readonly say: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The system of this checkout that is meant: the one whose data are in HOLDFAST_STATE, else the kept one, else any. One
 * whose start was killed comes last. Throws NothingRuns where there is none, and StillStarting where it is not up yet.
 */
export function chooseSystem(looking: Looking): FoundSystem {
  const found = findSystem(looking);
  if (found === undefined) throw new NothingRuns();
  return found;
}

/** The same, and undefined where nothing runs. Throws NotThatOne where something runs, on other data, and StillStarting. */
export function findSystem({ root, say, env = process.env }: Looking): FoundSystem | undefined {
  const running = inOrder(runningSystems(root));
  const [start] = startsUnderWay(root);
  const wanted = wantedState(root, env);
  const first = running.find(({ state }) => wanted === undefined || state === wanted);
  if (first === undefined && start !== undefined) throw new StillStarting(start);
  if (wanted !== undefined && running.length > 0) {
    if (first === undefined) throw new NotThatOne(wanted, running);
    return first;
  }
  if (first !== undefined && running.length > 1)
    say(
      `${running.length} systems run here; this is about the one in ${first.state}. HOLDFAST_STATE names another one's folder.`,
    );
  return first;
}

/** The data's folder that a person names; undefined where it is left to us. */
export function wantedState(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['HOLDFAST_STATE'] ?? '';
  return named === '' ? undefined : resolve(root, named);
}

/** The kept one first; one whose start was killed last. */
export function inOrder(systems: readonly FoundSystem[]): FoundSystem[] {
  return systems.toSorted(
    (one, other) =>
      Number(one.orphaned ?? false) - Number(other.orphaned ?? false) || one.state.length - other.state.length,
  );
}

/** There is nothing to ask. */
export class NothingRuns extends Error {
  readonly code = 'nothing-runs';

  constructor() {
    super('Nothing runs here. Begin with: ./holdfast start');
  }
}

/** What is to be asked is not up yet. */
export class StillStarting extends Error {
  readonly code = 'still-starting';

  constructor(start: FoundStart) {
    super(`${underWayText(start)}, and nothing can be asked before it is up. ./holdfast status says how far it is.`);
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
