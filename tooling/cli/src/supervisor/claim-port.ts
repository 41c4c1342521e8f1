import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isRunning, startTimeOf, type ProcessIdentity } from '@holdfast/local-infra';

/**
 * Takes a port for this process; undefined when another holdfast of this user has it. Between the choice of a port and the
 * service that listens there lies a second: without the claim two starts at once would choose the same, and each would
 * take the other's service for its own. A claim whose process was killed does not count.
 */
export function claimPort(port: number, folder = claimsFolder()): PortClaim | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${port}.json`);
  if (!create(file) && !takeOver(file)) return undefined;
  return { port, release: () => rmSync(file, { force: true }) };
}

/** A port that this process has until it releases it or ends. */
export interface PortClaim {
  readonly port: number;
  release(): void;
}

function claimsFolder(): string {
  return join(tmpdir(), `holdfast-ports-${userInfo().uid}`);
}

/** Whole at once, so that nobody reads half a claim. */
function create(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) }));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function takeOver(file: string): boolean {
  const holder = holderOf(file);
  if (holder !== undefined && isRunning(holder)) return false;
  rmSync(file, { force: true });
  return create(file);
}

function holderOf(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
