import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { createWhole } from './write-whole.ts';

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
export function lockState(state: string): { release(): void } {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const file = join(state, 'lock.json');
  const mine = JSON.stringify(identityOf(process.pid));
  while (!createWhole(file, mine)) {
    const holder = readLock(file);
    if (holder?.identity !== undefined && isRunning(holder.identity)) throw new StateInUse(state, holder.identity.pid);
    // Deleted only while it is still the dead process's: another taker may have been faster.
    if (holder !== undefined && readLock(file)?.text === holder.text) rmSync(file, { force: true });
  }
  let isHeld = true;
  const release = () => {
    // Once only: a later lock in the same place is somebody else's.
    if (isHeld) rmSync(file, { force: true });
    isHeld = false;
  };
  return { release };
}

// A lock is written whole or not at all, so one that cannot be read is what a power cut left, and nobody's.
function readLock(file: string): { text: string; identity: ProcessIdentity | undefined } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return { text, identity: (JSON.parse(text) as ProcessIdentity | null) ?? undefined };
  } catch {
    return { text, identity: undefined };
  }
}
