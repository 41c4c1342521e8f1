import {
  heldMessages,
  NotDead,
  releaseKeys,
  releaseUnsentKey,
  unsentMessages,
  type HeldKey,
  type Operator,
} from '@holdfast/messaging';
import type { ServiceDatabases } from '../effects/service-databases.ts';
import { decidedBy } from '../messages/decided-by.ts';
import { heldItems } from '../messages/held-items.ts';
import { heldNameIn, nameOfHeld, nameOfUnsent, type HeldName } from '../messages/held-name.ts';
import { withServices } from '../messages/with-services.ts';
import type { Terminal } from '../terminal.ts';

export interface MessagesTryAgain {
  readonly root: string;
  readonly terminal: Terminal;
  readonly which: 'parked' | 'dead';
  readonly names: readonly string[];
  /** All that are listed, of one service or of all, instead of names. */
  readonly all?: boolean;
  readonly service?: string;
  readonly perSecond: number;
  readonly dryRun?: boolean;
  readonly because?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/**
 * Has the first message of each key tried again, so many in a second, with who says so and why. The owners of the places do
 * it, and nothing is sent a second time. Resolves to 1 when none of them was held back any more.
 */
export async function messagesTryAgainCommand(wish: MessagesTryAgain): Promise<number> {
  const { root, terminal, names, all, service, json, dryRun = false } = wish;
  const { by, because } = decidedBy(wish);
  if (names.length > 0 === (all ?? false)) throw new NamesOrAll();
  const done = await withServices({ root, say: terminal.say, service }, async (databases, services) => {
    const asked = all ? await namesOfAll(databases, wish.which, services) : names;
    const doing: Doing = { ...wish, operator: { name: by, because }, dryRun, onlyDead: wish.which === 'dead' };
    return { asked, found: await tryAgain(databases, asked.map(heldNameIn), doing) };
  });
  const { asked, found } = done;
  if (json) terminal.out(JSON.stringify({ asked: asked.length, keys: found, dryRun, by, because }));
  else terminal[found.length > 0 || asked.length === 0 ? 'out' : 'say'](sentence(found, asked.length, wish));
  return found.length > 0 || asked.length === 0 ? 0 : 1;
}

interface Doing {
  readonly operator: Operator;
  readonly perSecond: number;
  readonly dryRun: boolean;
  /** What is only parked is refused. */
  readonly onlyDead: boolean;
}

/** A key that was, or would be, tried again. */
interface TriedAgain {
  readonly service: string;
  readonly key: string;
}

async function namesOfAll(databases: ServiceDatabases, which: 'parked' | 'dead', services: readonly string[]) {
  const { all } = await heldItems(databases, which, services);
  return all.flatMap(({ name, decided }) => (name === undefined || decided !== undefined ? [] : [name]));
}

async function tryAgain(databases: ServiceDatabases, names: readonly HeldName[], doing: Doing): Promise<TriedAgain[]> {
  const unsent = names.find((name) => name.side === 'outbox');
  if (doing.onlyDead && unsent) throw new NotDead(nameOfUnsent(unsent.service, unsent.id));
  const byService = Map.groupBy(names, ({ service }) => service);
  const done: TriedAgain[] = [];
  for (const [service, those] of byService) {
    for (const name of those) if (name.side === 'outbox') done.push(...(await releaseUnsent(databases, name, doing)));
    done.push(...(await releaseHeld(databases, service, those, doing)));
  }
  return done;
}

async function releaseHeld(databases: ServiceDatabases, service: string, names: readonly HeldName[], doing: Doing) {
  const done = await databases.ask(service, async (database) => {
    const found: HeldKey[] = [];
    for (const name of names) {
      if (name.side === 'outbox') continue;
      const [first] = await heldMessages(database, name.message, { limit: 1 });
      if (first && doing.dryRun && doing.onlyDead && first.state !== 'dead') throw new NotDead(nameOfHeld(first));
      if (first) found.push(first);
    }
    return doing.dryRun ? found : await releaseKeys(database, found, doing);
  });
  return done === 'missing' ? [] : done.map(({ key }) => ({ service, key }));
}

async function releaseUnsent(
  databases: ServiceDatabases,
  { service, id }: HeldName & { side: 'outbox' },
  doing: Doing,
) {
  const done = await databases.askAsOwner(service, async (database) => {
    const [first] = await unsentMessages(database, id, 1);
    if (!first) return [];
    if (!doing.dryRun && (await releaseUnsentKey(database, first, doing.operator)) === 'gone') return [];
    return [{ service, key: first.key }];
  });
  return done === 'missing' ? [] : done;
}

function sentence(found: readonly TriedAgain[], asked: number, { which, perSecond, dryRun }: MessagesTryAgain): string {
  if (asked === 0) return `Nothing is ${which}, so nothing is to be tried again.`;
  if (found.length === 0) return `Not held back any more: it had its effect, or was sent, or somebody was faster.`;
  const [one] = found;
  const what = found.length === 1 ? `The key ${one!.key} of ${one!.service}` : `${found.length} keys`;
  if (dryRun) return `${what} would be tried again. Nothing was changed.`;
  return `${what} ${found.length === 1 ? 'is' : 'are'} tried again by whoever owns the place, ${perSecond} a second; what follows goes on behind.`;
}

/** Either names, or all; not both, and not neither. */
class NamesOrAll extends Error {
  readonly code = 'names-or-all';

  constructor() {
    super('Name the messages whose keys are meant, as the list shows them, or say --all; not both.');
  }
}
