import { undecided } from '@holdfast/testkit';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { startGarden, type GardenProcess } from './garden-process.ts';
import { gardenServers, type GardenServers } from './garden-servers.ts';

let servers: GardenServers;
let garden: GardenProcess;
let url: string;
beforeAll(async () => {
  servers = await gardenServers();
  await Promise.all([servers.fault.killPostgres(), ...ifKafka(() => servers.fault.killKafka())]);
  garden = startGarden(servers.environment, { over: afterAll });
  url = await garden.url();
});

const patient = { timeout: 45_000, interval: 100 };
const ifKafka = <T>(what: () => T): T[] => (servers.kafkaMissing === undefined ? [what()] : []);
const needsKafka = (context: TestContext) => {
  if (servers.kafkaMissing !== undefined) undecided(context, servers.kafkaMissing);
};

let keys = 0;
async function plant(body: object): Promise<{ status: number; body: { plantId: string; code?: string } }> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': `key-${(keys += 1)}` };
  const answer = await fetch(`${url}/v1/plants`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as { plantId: string } };
}
const litresOf = async (id: string) => {
  const answer = await fetch(`${url}/v1/plants/${id}`);
  return answer.ok ? ((await answer.json()) as { litres: number }).litres : answer.status;
};
const ready = async () => {
  const answer = await fetch(`${await garden.adminUrl()}/health/ready`);
  return { http: answer.status, ...((await answer.json()) as { status: string; failing: object[] }) };
};

describe('a service between its servers', { timeout: 120_000 }, () => {
  test('comes up before them, and works as soon as they are there', async () => {
    expect(await ready()).toMatchObject({ http: 503, postgres: 'missing', kafka: 'missing' });
    await Promise.all([servers.fault.startPostgres(), ...ifKafka(() => servers.fault.startKafka())]);
    await expect.poll(ready, patient).toMatchObject({ http: 200, postgres: 'ok' });
    const { status, body } = await plant({ name: 'yew', litres: 7 });
    expect(status).toBe(202);
    await Promise.all(ifKafka(() => expect.poll(() => litresOf(body.plantId), patient).toBe(7)));
  });

  test('keeps what it is asked, says it, hears it, and has one effect', async (context) => {
    needsKafka(context);
    const { status, body } = await plant({ name: 'oak', litres: 4 });
    expect(status).toBe(202);
    await expect.poll(() => litresOf(body.plantId), patient).toBe(4);
    expect(await ready()).toMatchObject({
      http: 200,
      status: 'ready',
      postgres: 'ok',
      kafka: 'ok',
      relay: { leader: true },
      consumers: [{ consumer: 'garden.watering', state: 'member' }],
      failing: [],
    });
  });

  test('tells in its log what each message was about', async (context) => {
    needsKafka(context);
    const { body } = await plant({ name: 'ash' });
    const about = { msg: 'handles a message', consumer: 'garden.watering', subject: body.plantId };
    await expect.poll(() => garden.lines, patient).toContainEqual(expect.objectContaining(about));
    const answered = garden.lines.find((line) => line['subject'] === body.plantId && line['msg'] === 'answered');
    const handled = garden.lines.find(
      (line) => line['subject'] === body.plantId && line['msg'] === 'handles a message',
    );
    expect(handled).toMatchObject({ traceId: answered?.['traceId'], correlationId: answered?.['correlationId'] });
  });

  test('accepts without Kafka, says so, and sends when it is back', async (context) => {
    needsKafka(context);
    await servers.fault.killKafka();
    const { status, body } = await plant({ name: 'elm', litres: 5 });
    expect(status).toBe(202);
    await expect.poll(ready, patient).toMatchObject({ http: 200, status: 'ready', kafka: 'missing' });
    await servers.fault.startKafka();
    await expect.poll(() => litresOf(body.plantId), patient).toBe(5);
    expect(await ready()).toMatchObject({ http: 200, kafka: 'ok' });
  });

  test('refuses without PostgreSQL, says so, and goes on when it is back', async () => {
    await servers.fault.killPostgres();
    expect(await plant({ name: 'fir' })).toMatchObject({ status: 503, body: { code: 'database-unavailable' } });
    expect(await ready()).toMatchObject({ http: 503, status: 'not-ready', postgres: 'missing' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    await servers.fault.startPostgres();
    await expect.poll(ready, patient).toMatchObject({ http: 200, postgres: 'ok' });
    const again = await plant({ name: 'fir', litres: 6 });
    expect(again.status).toBe(202);
    await Promise.all(ifKafka(() => expect.poll(() => litresOf(again.body.plantId), patient).toBe(6)));
  });

  test('tells of a message that cannot be handled, and is still ready', async (context) => {
    needsKafka(context);
    await plant({ name: 'cactus', litres: 101 });
    const parked = { consumer: 'garden.watering', parked: { keys: 1, messages: 1, dead: 0 } };
    await expect.poll(ready, patient).toMatchObject({ http: 200, consumers: [parked], failing: [] });
    expect(garden.lines).toContainEqual(
      expect.objectContaining({
        msg: 'a message is parked, and its key behind it',
        consumer: 'garden.watering',
        topic: 'garden.commands',
        offset: expect.stringMatching(/^\d+$/),
        failure: { errorName: 'Error', error: '101 litres drown a plant', attempts: 2 },
      }),
    );
  });

  test('keeps of what PostgreSQL refuses only which rule it was, since the rest quotes what it was given', async (context) => {
    needsKafka(context);
    await plant({ name: 'reed', litres: -3_000_000_000 });
    const failures = () =>
      garden.lines.flatMap(({ failure }) => (failure as { error: string } | undefined)?.error ?? []);
    await expect.poll(failures, patient).toContain('the database refused it: data exception (22003)');
    expect(JSON.stringify([await ready(), failures()])).not.toContain('3000000000');
  });

  test('is still the process that was started, and ends in order, with what it was asked last', async (context) => {
    needsKafka(context);
    const answers = await Promise.all(Array.from({ length: 20 }, () => plant({ name: 'moss' })));
    garden.child.kill('SIGTERM');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await garden.ended).toEqual({ code: 0, signal: null });
    expect(garden.lines.at(-1)).toMatchObject({ msg: 'ended, with nothing left' });
    expect(await servers.countOutbox()).toBe(0);
  });
});
