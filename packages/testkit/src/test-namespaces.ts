import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, startTimeOf, unprovision } from '@holdfast/local-infra';
import type { ProcessIdentity, Servers } from '@holdfast/local-infra';
import { testInfra } from './test-infra.ts';

/** A namespace that no other test has, for databases, roles, topics and groups. */
export function testNamespace(): string {
  const { prefix, namespaces } = testInfra();
  const namespace = `${prefix}${randomBytes(3).toString('hex')}`;
  // Before anything is made in it: what a crash leaves must be on the list.
  if (namespaces !== undefined) writeFileSync(join(namespaces, namespace), '');
  return namespace;
}

/** The list of this run's namespaces on servers that outlive it. */
export interface KeptNamespaces {
  readonly folder: string;
  /** Drops all that is left in them and then the list. */
  remove(servers: Servers): Promise<void>;
}

/** Begins the list; below `.holdfast`, because a killed run cannot take it along. */
export function keepNamespaces(root: string, prefix: string): KeptNamespaces {
  const folder = join(listsIn(root), prefix);
  mkdirSync(folder, { recursive: true });
  const owner: ProcessIdentity = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' };
  writeFileSync(join(folder, ownerFile), JSON.stringify(owner));
  return { folder, remove: (servers) => removeListed(folder, servers) };
}

/** Drops what runs left behind whose process is gone. Runs that live are not touched. Opens the servers only if there is something to drop. A repeat is fine. */
export async function removeDeadNamespaces(root: string, servers: () => Promise<Servers>): Promise<void> {
  const lists = entriesOf(listsIn(root)).map((prefix) => join(listsIn(root), prefix));
  for (const folder of lists.filter((list) => !isOwned(list))) await removeListed(folder, await servers());
}

const ownerFile = 'owner.json';

async function removeListed(folder: string, servers: Servers): Promise<void> {
  for (const namespace of entriesOf(folder).filter((name) => name !== ownerFile)) {
    await unprovision(servers, namespace);
    rmSync(join(folder, namespace), { force: true });
  }
  rmSync(folder, { recursive: true, force: true });
}

function isOwned(folder: string): boolean {
  try {
    return isRunning(JSON.parse(readFileSync(join(folder, ownerFile), 'utf8')) as ProcessIdentity);
  } catch {
    return false;
  }
}

function listsIn(root: string): string {
  return join(root, '.holdfast', 'test-namespaces');
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
