import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { lockForProcess, type ProcessLock } from '@holdfast/local-infra';

/**
 * Takes a port for this process; undefined when another holdfast of this user has it. Between the choice of a port and the
 * service that listens there lies a second: without the claim two starts at once would choose the same, and each would
 * take the other's service for its own. A claim whose process was killed does not count.
 */
export function claimPort(port: number, folder = claimsFolder()): PortClaim | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const taken = lockForProcess(join(folder, `${port}.json`));
  return 'heldBy' in taken ? undefined : { port, ...taken };
}

/** A port that this process has until it releases it or ends. */
export interface PortClaim extends ProcessLock {
  readonly port: number;
}

function claimsFolder(): string {
  return join(tmpdir(), `holdfast-ports-${userInfo().uid}`);
}
