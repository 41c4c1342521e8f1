import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, ownServers, seeded, undecided } from '@holdfast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { everyPoint, reachesOf } from './every-point.ts';
import { frozenAt } from './freezing.ts';
import { killedAt } from './killing.ts';
import { Stage } from './stage.ts';
import { height } from './trees.ts';

const servers = await ownServers({ kafka: 'optional' });
const random = seeded('messaging crashes');
const logs = mkdtempSync(join(tmpdir(), 'holdfast-crashes-'));

describe('under a stream of numbered messages', () => {
  /** Over the outbox whose rows are deleted, and over the ticked one: two pairs of services, side by side. */
  let stages: Stage[] = [];
  const felt = { kills: 0, freezes: 0 };

  beforeAll(async () => {
    if (!servers.kafka) return;
    stages = [await Stage.on(servers, 'holdfast.outbox'), await Stage.on(servers, 'holdfast.outbox_event')];
  });
  beforeEach((context) => {
    if (!servers.kafka) undecided(context, servers.kafkaMissing ?? 'there is no Kafka');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') for (const stage of stages) console.error(stage.said());
    await Promise.all(stages.map((stage) => stage.clear()));
  });
  afterAll(async () => {
    process.stdout.write(`${everyPoint.length} points: ${felt.kills} kills and ${felt.freezes} freezes felt\n`);
    for (const { two } of stages) await two.drop();
    rmSync(logs, { recursive: true });
  });

  const onEach = async <T>(body: (stage: Stage) => Promise<T>) => Promise.all(stages.map(body));
  const logOf = (name: string) => join(logs, name);

  test.each(everyPoint)(
    'each has its effect once and in its sequence when $victims are killed at $point, and again a moment later',
    async (at) => {
      const reach = random.integer(1, reachesOf(at));
      const kills = await onEach((stage) => killedAt(stage, at, { reach, logOf }));
      expect(kills).toEqual(stages.map(() => 2 * at.victims.length));
      felt.kills += sum(kills);
    },
  );

  test.each(everyPoint)(
    'the same when $victims are frozen at $point, taken for dead, and wake up after others have done their work',
    async (at) => {
      // One of the two at the point and the other one after it, which the seed decides.
      const isAfter = random.pick([true, false]);
      const frozen = await onEach((stage) => {
        const ways = [(stage === stages[0]) === isAfter ? ('stop-after' as const) : ('stop' as const)];
        return frozenAt(stage, at, { ways, logOf });
      });
      expect(frozen).toEqual(stages.map(() => at.victims.length));
      felt.freezes += sum(frozen);
    },
  );

  test('the same when the broker is killed, and nothing that was accepted meanwhile is lost', async () => {
    const begun = await onEach(begin);
    await servers.fault.killKafka();
    const grown = await onEach(async ({ two }) => {
      const during = await two.plant(10);
      await eventually(async () => (await two.grown(during)) === during.length * height, {
        what: 'all grow without a broker',
      });
      expect(Object.values(await two.notes('garden', during)).flat()).toEqual([]);
      return during;
    });
    await servers.fault.startKafka();
    for (const [at, stage] of stages.entries()) {
      const { trees, processes } = begun[at]!;
      const all = [...trees, ...grown[at]!];
      expect(await stage.outcome(all)).toEqual(stage.expected(all));
      expect(restartsOf(processes)).toEqual([0, 0]);
    }
  });

  test('the same when PostgreSQL is killed', async () => {
    const begun = await onEach(begin);
    await servers.fault.killPostgres();
    await servers.fault.startPostgres();
    for (const [at, stage] of stages.entries()) {
      const { trees, processes } = begun[at]!;
      expect(await stage.outcome(trees)).toEqual(stage.expected(trees));
      expect(restartsOf(processes)).toEqual([0, 0]);
    }
  });

  test('the same with two instances of each, killed again and again', async () => {
    const victims = Array.from({ length: 6 }, () => random.integer(0, 3));
    await onEach(async (stage) => {
      const { two } = stage;
      const instances = [stage.start('garden'), stage.start('garden'), stage.start('library'), stage.start('library')];
      const trees: string[] = [];
      const noted = async () => Object.values(await two.notes('library', trees)).flat().length;
      for (const victim of victims) {
        trees.push(...(await two.plant(4)));
        const before = await noted();
        await eventually(async () => (await noted()) > before, { what: 'the stream goes on', withinMs: 60_000 });
        await instances[victim]!.kill();
      }
      expect(await stage.outcome(trees)).toEqual(stage.expected(trees));
      expect(sum(restartsOf(instances))).toBe(victims.length);
    });
  });
});

async function begin(stage: Stage) {
  const processes = [stage.start('garden'), stage.start('library')];
  const trees = await stage.two.plant(10);
  await eventually(async () => (await stage.two.grown(trees)) > 5, { what: 'the stream has begun' });
  return { processes, trees };
}

function restartsOf(processes: readonly { readonly restarts: number }[]): number[] {
  return processes.map(({ restarts }) => restarts);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
