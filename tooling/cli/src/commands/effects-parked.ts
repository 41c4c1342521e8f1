import { itemsIn, type Item, type Items } from '../effects/for-a-person.ts';
import { itemLines } from '../effects/item-lines.ts';
import { withDatabases } from '../effects/service-databases.ts';
import type { Terminal } from '../terminal.ts';

export interface EffectsParkedCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly json?: boolean;
}

/** Lists what waits for a person, in the running system or else in the kept one. Resolves to 0. */
export async function effectsParkedCommand({ root, terminal, json }: EffectsParkedCommand): Promise<number> {
  const items = await withDatabases({ root, say: terminal.say }, itemsIn);
  if (json) terminal.out(JSON.stringify(factsOf(items)));
  else for (const line of linesOf(items)) terminal.out(line);
  return 0;
}

function linesOf(items: Items | undefined): string[] {
  if (items === undefined)
    return ['Nothing runs here and nothing is kept, so nothing is parked. Begin with: ./holdfast start'];
  const { all, missing } = items;
  return [
    ...(all.length === 0 ? ['Nothing is parked: no effect waits for a person.'] : itemLines(all)),
    ...(missing.length === 0 ? [] : [`Not asked, since they were never started on these data: ${missing.join(', ')}.`]),
  ];
}

/** Without a `state` there was nothing to look at. The request stays out: it may hold personal data, and the key leads to it. */
function factsOf(items: Items | undefined) {
  const { state, all = [], missing = [] } = items ?? {};
  return {
    ...(state !== undefined && { state }),
    parked: all.filter(({ kind }) => kind === 'parked').map(factOf),
    contradictions: all.filter(({ kind }) => kind === 'contradiction').map(factOf),
    stuck: all.filter(({ kind }) => kind === 'stuck').map(factOf),
    missing,
  };
}

function factOf({ name, id, reason, service, effect, key, since, attempts, correlationId, ...item }: Item) {
  const { outcome, told, otherKeys } = item;
  return {
    id: name,
    service,
    effect,
    key,
    since,
    why: reason,
    attempts,
    idempotencyKey: id,
    correlationId,
    outcome,
    told,
    otherKeys,
  };
}
