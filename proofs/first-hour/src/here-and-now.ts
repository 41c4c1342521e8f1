import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { loadSystem, simulatorsOf } from '@holdfast/system-model';
import type { NewUser } from './new-user.ts';

/** A command of a page as a person types it here: with the ids and ports that came, instead of those that are shown. */
export async function asTypedHere(
  command: string,
  copied: ReadonlyMap<string, string>,
  user: NewUser,
): Promise<string> {
  let typed = command.replaceAll('<this repository>', user.repository);
  const ports = /127\.0\.0\.1:\d+|localhost:\d+/.test(typed) ? await portsOf(user) : new Map<string, string>();
  typed = typed.replaceAll(
    /(?<=(?:127\.0\.0\.1|localhost):)\d+/g,
    (port) => copied.get(port) ?? ports.get(port) ?? port,
  );
  return typed.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => copied.get(id) ?? id);
}

/** From the port that a declaration names to the one that was free when what runs now was started. */
async function portsOf({ clone, env }: NewUser): Promise<Map<string, string>> {
  const system = await loadSystem(join(import.meta.dirname, '../../..'));
  const declared = new Map<string, number>([
    ...system.services.map(({ name, port }) => [name, port] as const),
    ...simulatorsOf(system).map(({ app, port }) => [app, port] as const),
  ]);
  const { stdout } = spawnSync(join(clone, 'holdfast'), ['status', '--json'], { cwd: clone, env, encoding: 'utf8' });
  const { systems } = JSON.parse(stdout === '' ? '{"systems":[]}' : stdout) as { systems: RunningHere[] };
  const running = systems.flatMap(({ processes }) => processes);
  return new Map(
    running.flatMap(({ name, url }) => {
      const from = declared.get(name);
      return from === undefined || url === undefined ? [] : [[String(from), new URL(url).port]];
    }),
  );
}

interface RunningHere {
  readonly processes: readonly { readonly name: string; readonly url?: string }[];
}
