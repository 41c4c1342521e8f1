import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inCall } from '@holdfast/work';
import { eventually, killAt, killsFelt, seeded } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { effectsDatabase, emptied } from '../effects-database.ts';
import { gardenOn, Water } from './crash-garden.ts';
import { Outside } from './outside.ts';
import { Running } from './running.ts';

const database = await effectsDatabase();
const logs = mkdtempSync(join(tmpdir(), 'holdfast-effects-'));
const random = seeded('effects crashes');

let outside: Outside;
const running: Running[] = [];

beforeAll(async () => {
  await sql`create table garden.entry (id bigint generated always as identity, key text, outcome jsonb)`.execute(
    database.owner,
  );
});
beforeEach(async () => {
  await emptied(database);
  await sql`truncate garden.entry`.execute(database.owner);
  outside = await Outside.open();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const { said } of running) console.error(said.slice(-3_000));
  await Promise.all(running.splice(0).map((one) => one.end()));
  outside.close();
});
afterAll(() => rmSync(logs, { recursive: true }));

const start = (kill?: ReturnType<typeof killAt>) => {
  const process = new Running({ DATABASE_URL: database.urls.app, OUTSIDE_URL: outside.url }, kill);
  running.push(process);
  return process;
};

const intend = async (...plants: string[]) => {
  const { engine } = gardenOn(database.app);
  const call = { actor: { id: 'ann', roles: [] }, correlationId: 'c-1', traceparent: '' };
  await inCall(call, () =>
    engine.transact(call, async ({ scope }) => {
      for (const plant of plants) scope.intend(Water, { key: plant, request: { plant } });
    }),
  );
};

const entries = async () =>
  (
    await sql<{ key: string; outcome: unknown }>`select key, outcome from garden.entry order by id`.execute(
      database.owner,
    )
  ).rows;
const openIntents = async () =>
  (
    await sql<{ n: number }>`select count(*)::int as n from holdfast.effect_intent where state <> 'concluded'`.execute(
      database.owner,
    )
  ).rows[0]!.n;
const allConcluded = () =>
  eventually(openIntents, { what: 'every intent is concluded', until: (open) => open === 0, withinMs: 25_000 });
const expectOnce = async (plants: readonly string[]) => {
  await allConcluded();
  expect((await entries()).map(({ key }) => key).toSorted()).toEqual([...plants].toSorted());
  expect(outside.ledger).toHaveLength(plants.length);
  expect(new Set(outside.ledger).size).toBe(plants.length);
};

describe('a process that is killed', () => {
  test.each(['leased', 'answered', 'learned', 'concluding', 'concluded'])(
    'at effects.%s leaves an effect that happens once and is concluded once',
    async (point) => {
      const log = join(logs, point);
      await intend('oak');
      const first = start(killAt([`effects.${point}`], log));
      expect(await first.killedBy()).toBe('SIGKILL');
      expect(killsFelt(log)).toEqual({ [`effects.${point}`]: 1 });
      start();
      await expectOnce(['oak']);
      expect((await entries())[0]?.outcome).toEqual({ result: 'done' });
    },
  );

  test('while the outside withholds its answer leaves what another one finds out', async () => {
    outside.withhold = 1;
    await intend('oak');
    const first = start();
    await eventually(() => outside.ledger.length === 1, { what: 'the outside has done it' });
    first.signal('SIGKILL');
    start();
    await expectOnce(['oak']);
    expect(outside.withhold).toBe(0);
  });
});

test('a process that is frozen in a call, taken for dead, and wakes up, changes nothing any more', async () => {
  outside.withhold = 1;
  await intend('oak');
  const frozen = start();
  await eventually(() => outside.ledger.length === 1, { what: 'the outside has done it' });
  frozen.signal('SIGSTOP');
  start();
  await allConcluded();
  frozen.signal('SIGCONT');
  await intend('elm');
  await expectOnce(['oak', 'elm']);
  expect(frozen.isOver).toBe(false);
});

test('two processes that are killed again and again do everything once', async () => {
  const plants = Array.from({ length: 60 }, (_, n) => `plant-${n}`);
  await intend(...plants);
  const [all, killed] = [[start(), start()], { times: 0 }];
  outside.withhold = 3;
  while (killed.times < 6) {
    const before = outside.ledger.length;
    if (before >= plants.length) await intend(...moreOf(plants));
    await eventually(() => outside.ledger.length > before, { what: 'something happens', withinMs: 20_000 });
    const at = random.integer(0, 1);
    all[at]!.signal('SIGKILL');
    killed.times += 1;
    all[at] = start();
  }
  await expectOnce(plants);
  expect(killed.times).toBe(6);
});

function moreOf(plants: string[]): string[] {
  const more = Array.from({ length: 20 }, (_, n) => `plant-${plants.length + n}`);
  plants.push(...more);
  return more;
}
