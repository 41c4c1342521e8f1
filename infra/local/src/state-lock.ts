import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockForProcess } from './process-lock.ts';
import type { ProcessLock } from './process-lock.ts';

/** Another living process uses the state folder. Take another folder, or stop that process. */
export class StateInUse extends Error {
  readonly code = 'state-in-use';
  readonly state: string;
  readonly pid: number;

  constructor(state: string, pid: number) {
    super(
      `${state} is in use by process ${pid}: its servers run on the data in it. Stop that process, or use another folder.`,
    );
    this.state = state;
    this.pid = pid;
  }
}

/** Takes the state folder for this process until `release`. A lock whose process was killed is taken over. Throws StateInUse. */
export function lockState(state: string): ProcessLock {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const taken = lockForProcess(join(state, 'lock.json'));
  if ('heldBy' in taken) throw new StateInUse(state, taken.heldBy.pid);
  return taken;
}
