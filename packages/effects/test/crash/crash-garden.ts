import { createEngine, defineEffect, useCase, type Conclusion, type Scope, type WorkEngine } from '@holdfast/work';
import { sql, type Kysely, type Transaction } from 'kysely';
import { z } from 'zod';
import { createIntents, postgresEffectStore, type EffectStore, type Performance } from '../../src/index.ts';

/** A garden whose processes are killed: what it asks of the outside, and where it notes what came of it. */
export const Water = defineEffect({
  name: 'garden.water',
  dependency: 'sprinkler',
  request: z.object({ plant: z.string() }),
  outcome: z.object({ result: z.literal('done') }),
  policy: { timeoutMs: 700, attempts: 50, withinMs: 600_000 },
});

type CrashScope = Scope<{ entries: { add(key: string, outcome: unknown): Promise<void> } }>;

/** Without any key that would hide a second entry. */
export const noteWater = useCase(
  'garden.note-water',
  async ({ key, outcome }: Conclusion<typeof Water>, { entries }: CrashScope) => entries.add(key, outcome),
);

/** What stands between a process and its database. */
export function gardenOn(database: Kysely<unknown>): { store: EffectStore; engine: WorkEngine<CrashScope> } {
  const store = postgresEffectStore(database);
  const engine = createEngine({
    service: 'garden',
    database,
    parts: (trx) => ({ entries: { add: (key: string, outcome: unknown) => addEntry(trx, key, outcome) } }),
    outbox: { write: async () => {}, committed: () => {} },
    intents: createIntents({ store }),
  });
  return { store, engine };
}

/** Calls the outside over HTTP. */
export function sprinkling(url: string): Performance {
  const ask = async (path: string, key: string, signal: AbortSignal) =>
    (await fetch(`${url}/${path}`, { method: 'POST', body: key, signal })).text();
  const performer: Performance['performer'] = {
    perform: async (_, { idempotencyKey, signal }) => ({ result: await ask('perform', idempotencyKey, signal) }),
    findOut: async (_, { idempotencyKey, signal }) => {
      const answer = await ask('find-out', idempotencyKey, signal);
      return answer === 'unknown' ? 'unknown' : { result: answer };
    },
  };
  return { effect: Water, performer, conclude: noteWater as Performance['conclude'] };
}

async function addEntry(trx: Transaction<unknown>, key: string, outcome: unknown): Promise<void> {
  await sql`insert into garden.entry (key, outcome) values (${key}, ${JSON.stringify(outcome)}::jsonb)`.execute(trx);
}
