import { readFileSync, rmSync } from 'node:fs';
import { identityOf, isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { createWhole } from './write-whole.ts';

/** Something that this process has until it releases it or ends. */
export interface ProcessLock {
  /** A repeat is fine, also when somebody else has taken it since. */
  release(): void;
}

/**
 * Makes `file` this process's lock, in a folder that is there. While another living process has it, that one is the answer
 * instead. A lock whose process was killed is taken over, and so is one that a power cut has damaged.
 */
export function lockForProcess(file: string): ProcessLock | { readonly heldBy: ProcessIdentity } {
  const mine = JSON.stringify(identityOf(process.pid));
  while (!createWhole(file, mine)) {
    const holder = readLock(file);
    if (holder?.identity !== undefined && isRunning(holder.identity)) return { heldBy: holder.identity };
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
