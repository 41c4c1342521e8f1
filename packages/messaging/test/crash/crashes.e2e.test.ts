import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { points } from '@holdfast/telemetry';
import { eventually, killAt, killsFelt, killsOf, ownServers, seeded, undecided } from '@holdfast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Supervised } from './supervised.ts';
import { height, stepsOf } from './trees.ts';
import { services, TwoServices, type ServiceName } from './two-services.ts';

const servers = await ownServers({ kafka: 'optional' });
const random = seeded('messaging crashes');
const logs = mkdtempSync(join(tmpdir(), 'holdfast-crashes-'));

describe('under a stream of numbered messages', () => {
  let two: TwoServices;
  const running: Supervised[] = [];

  beforeAll(async () => {
    if (servers.kafka) two = await TwoServices.on(servers);
  });
  beforeEach((context) => {
    if (!servers.kafka) undecided(context, servers.kafkaMissing ?? 'there is no Kafka');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') for (const { said } of running) console.error(said.slice(-3_000));
    await Promise.all(running.splice(0).map((one) => one.end()));
  });
  afterAll(async () => {
    await two?.drop();
    rmSync(logs, { recursive: true });
  });

  const start = (service: ServiceName, kill?: ReturnType<typeof killAt>) => {
    const process = new Supervised(two.settings[service], kill);
    running.push(process);
    return process;
  };
  const expectOnceAndInSequence = async (trees: readonly string[]) => {
    await two.settle(trees, () => running.some(({ failure }) => failure));
    expect(running.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    const expected = Object.fromEntries(trees.map((tree) => [tree, stepsOf(tree)]));
    expect(await two.notes('library', trees)).toEqual(expected);
    expect(await two.notes('garden', trees)).toEqual(expected);
  };
  const plantEveryKind = async () => {
    const planted: string[][] = [];
    for (const kind of ['sound', 'huge', 'sick', 'doomed'] as const) planted.push(await two.plant(2, kind));
    return planted.flat();
  };
  const logOf = (name: string) => join(logs, name);

  // Every point of work, relay and consumer, as the code lists them: a new one is here without anybody adding it. Those
  // that one of the two services alone reaches are named, so that the other is not waited for.
  const onlyIn: Readonly<Record<string, ServiceName>> = {
    'relay.parked': 'garden',
    'relay.released': 'garden',
    'consumer.parking': 'library',
    'consumer.redriven': 'library',
    'consumer.buried': 'library',
    'consumer.replayed': 'library',
  };
  const matrix = points()
    .filter((point) => /^(work|relay|consumer)\./.test(point))
    .map((point) => ({ point, victims: onlyIn[point] ? [onlyIn[point]] : services }));
  const felt = { kills: 0, freezes: 0 };
  afterAll(() => {
    process.stdout.write(`${matrix.length} points: ${felt.kills} kills and ${felt.freezes} freezes felt\n`);
  });

  test.each(matrix)(
    'each has its effect once and in its sequence when $victims are killed at $point, and again a moment later',
    async ({ point, victims }) => {
      const trees = await plantEveryKind();
      const reach = onlyIn[point] || point === 'consumer.acknowledged' ? 1 : random.integer(1, 3);
      const kills = [`${point}#${reach}`, `${point}!after`];
      for (const service of services)
        start(service, victims.includes(service) ? killAt(kills, logOf(`${point}.${service}`)) : undefined);
      await eventually(async () => (await two.grown(trees)) > 10, { what: 'the stream has begun', withinMs: 60_000 });
      await two.attendant.replay();
      await expectOnceAndInSequence(trees);
      for (const service of victims) {
        expect(killsFelt(logOf(`${point}.${service}`))).toEqual({ [point]: 2 });
        felt.kills += 2;
      }
    },
  );

  test.each(matrix)(
    'the same when $victims are frozen at $point, taken for dead, and wake up after others have done their work',
    async ({ point, victims }) => {
      const logFor = (service: ServiceName) => logOf(`${point}.${service}.stop`);
      const frozen = services.map((service) =>
        start(service, victims.includes(service) ? killAt([`${point}!stop`], logFor(service)) : undefined),
      );
      const trees = await plantEveryKind();
      await two.attendant.replay();
      // One that is frozen is replaced at once: the other service may come to the point only by what this one does.
      const replaced = new Map<ServiceName, number>();
      await eventually(
        async () => {
          await two.attendant.goRound();
          for (const service of victims) {
            if (replaced.has(service) || killsOf(logFor(service)).length === 0) continue;
            replaced.set(service, await two.epoch(service));
            start(service);
          }
          return replaced.size === victims.length;
        },
        { what: `they are frozen at ${point}`, withinMs: 60_000, everyMs: 50 },
      );
      await two.settle(trees, () => running.some(({ failure }) => failure));
      for (const [service, epoch] of replaced)
        await eventually(async () => (await two.epoch(service)) > epoch, { what: 'another relay has the lease' });
      frozen.forEach((one) => one.thaw());
      trees.push(...(await two.plant(2)));
      await expectOnceAndInSequence(trees);
      expect([...replaced.keys()].toSorted()).toEqual(victims);
      felt.freezes += victims.length;
    },
  );

  test('the same when the broker is killed, and nothing that was accepted meanwhile is lost', async () => {
    start('garden');
    start('library');
    const trees = await two.plant(10);
    await eventually(async () => (await two.grown(trees)) > 5, { what: 'the stream has begun' });
    await servers.fault.killKafka();
    const during = await two.plant(10);
    const all = [...trees, ...during];
    await eventually(async () => (await two.grown(all)) === all.length * height, { what: 'all grow without a broker' });
    expect(Object.values(await two.notes('garden', all)).flat().length).toBeLessThan(all.length * height);
    await servers.fault.startKafka();
    await expectOnceAndInSequence(all);
    expect(running.map(({ restarts }) => restarts)).toEqual([0, 0]);
  });

  test('the same when PostgreSQL is killed', async () => {
    start('garden');
    start('library');
    const trees = await two.plant(10);
    await eventually(async () => (await two.grown(trees)) > 5, { what: 'the stream has begun' });
    await servers.fault.killPostgres();
    await servers.fault.startPostgres();
    await expectOnceAndInSequence(trees);
    expect(running.map(({ restarts }) => restarts)).toEqual([0, 0]);
  });

  test('the same with two instances of each, killed again and again', async () => {
    const instances = [start('garden'), start('garden'), start('library'), start('library')];
    const trees: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      trees.push(...(await two.plant(4)));
      const noted = Object.values(await two.notes('library', trees)).flat().length;
      await eventually(async () => Object.values(await two.notes('library', trees)).flat().length > noted, {
        what: 'the stream goes on',
        withinMs: 60_000,
      });
      await random.pick(instances).kill();
    }
    await expectOnceAndInSequence(trees);
    expect(instances.reduce((sum, { restarts }) => sum + restarts, 0)).toBe(6);
  });
});
