import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, killAt, killsFelt, ownServers, seeded, undecided } from '@holdfast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Supervised } from './supervised.ts';
import { height, TwoServices, type ServiceName } from './two-services.ts';

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
    const sequence = Array.from({ length: height }, (_, n) => n + 1);
    const expected = Object.fromEntries(trees.map((tree) => [tree, sequence]));
    expect(await two.notes('library', trees)).toEqual(expected);
    expect(await two.notes('garden', trees)).toEqual(expected);
  };

  // How often each is reached for certain: twenty messages, in batches of four at most, in one partition at least.
  const points = [
    { point: 'work.committing', most: 10 },
    { point: 'work.committed', most: 10 },
    { point: 'relay.selected', most: 3 },
    { point: 'relay.acked', most: 3 },
    { point: 'relay.deleted', most: 3 },
    { point: 'consumer.received', most: 10 },
    { point: 'consumer.handled', most: 10 },
    { point: 'consumer.committed', most: 10 },
    { point: 'consumer.acknowledged', most: 1 },
  ];

  test.each(points)(
    'each has its effect once and in its sequence when both services are killed at $point',
    async ({ point, most }) => {
      const [gardenLog, libraryLog] = [join(logs, `${point}.garden`), join(logs, `${point}.library`)];
      const trees = await two.plant(4);
      start('garden', killAt([`${point}#${random.integer(1, most)}`], gardenLog));
      start('library', killAt([`${point}#${random.integer(1, most)}`], libraryLog));
      await expectOnceAndInSequence(trees);
      expect([killsFelt(gardenLog), killsFelt(libraryLog)]).toEqual([{ [point]: 1 }, { [point]: 1 }]);
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

  test('the same when an instance of each is frozen, taken for dead, and wakes up', async () => {
    const before = { garden: await two.epoch('garden'), library: await two.epoch('library') };
    const frozen = [start('garden'), start('library')];
    // Only the first instances are there, so they are the ones that send.
    await eventually(
      async () => (await two.epoch('garden')) > before.garden && (await two.epoch('library')) > before.library,
      {
        what: 'both relays have their lease',
      },
    );
    const held = { garden: await two.epoch('garden'), library: await two.epoch('library') };
    start('garden');
    start('library');
    const trees = await two.plant(10);
    await eventually(async () => (await two.grown(trees)) > 5, { what: 'the stream has begun' });
    frozen.forEach((one) => one.freeze());
    trees.push(...(await two.plant(10)));
    await two.settle(trees, () => running.some(({ failure }) => failure));
    frozen.forEach((one) => one.thaw());
    trees.push(...(await two.plant(10)));
    await expectOnceAndInSequence(trees);
    expect(await two.epoch('garden')).toBeGreaterThan(held.garden);
    expect(await two.epoch('library')).toBeGreaterThan(held.library);
  });
});
