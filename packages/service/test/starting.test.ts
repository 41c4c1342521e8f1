import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, describe, test } from 'vitest';
import { startGarden } from './garden-process.ts';

const nowhere = {
  PORT: '0',
  DATABASE_URL: 'postgres://garden_app:hunter2@127.0.0.1:1/garden',
  RELAY_DATABASE_URL: 'postgres://garden_relay:hunter2@127.0.0.1:1/garden',
  KAFKA_BROKERS: '127.0.0.1:1',
  SHUTDOWN_DEADLINE_MS: '5000',
};

describe('a service', { timeout: 30_000 }, () => {
  test('ends with 1 and one list when its environment is incomplete, with nothing started', async () => {
    const garden = startGarden({ PORT: 'eighty', KAFKA_USERNAME: 'garden' });
    expect(await garden.ended).toEqual({ code: 1, signal: null });
    expect(garden.stderr()).toMatch(/^The configuration cannot be used:\n✖/);
    for (const name of ['PORT', 'DATABASE_URL', 'RELAY_DATABASE_URL', 'KAFKA_BROKERS', 'KAFKA_PASSWORD']) {
      expect(garden.stderr()).toContain(`→ at ${name}`);
    }
    expect(garden.lines).toEqual([]);
  });

  test('ends with 1 and a sentence when there is a trap in it, and never listens', async () => {
    const garden = startGarden(nowhere, { main: 'garden/trapped-main.ts' });
    expect(await garden.ended).toEqual({ code: 1, signal: null });
    expect(garden.stderr()).toContain('✖ @Body of TrappedController.add has no schema');
    expect(garden.lines.map(({ msg }) => msg)).not.toContain('listening');
  });

  test('ends with 1 and a sentence when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const garden = startGarden({ ...nowhere, PORT: String((other.address() as AddressInfo).port) });
    expect(await garden.ended).toEqual({ code: 1, signal: null });
    expect(garden.stderr()).toContain('The service does not start: its port is taken');
    other.close();
  });

  test('ends with 1 and a sentence when its admin port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const garden = startGarden({ ...nowhere, ADMIN_PORT: String((other.address() as AddressInfo).port) });
    expect(await garden.ended).toEqual({ code: 1, signal: null });
    expect(garden.stderr()).toContain('The service does not start: its port is taken');
    other.close();
  });

  test('ends with 70, for its supervisor, when a consumer is dead', async () => {
    const garden = startGarden(nowhere, { main: 'garden/dying-main.ts' });
    expect(await garden.ended).toEqual({ code: 70, signal: null });
    expect(garden.lines.at(-1)).toMatchObject({
      level: 'fatal',
      consumer: 'garden.watering',
      reason: 'nothing was heard',
    });
  });

  test('ends with 1 and a last line when an error is caught by nobody', async () => {
    const garden = startGarden(nowhere, { main: 'garden/failing-main.ts' });
    expect(await garden.ended).toEqual({ code: 1, signal: null });
    expect(garden.lines.at(-1)).toMatchObject({ level: 'fatal', err: { message: 'nobody catches this' } });
  });

  test('comes up where nothing answers, lives, says what is missing, and ends in order', async () => {
    const garden = startGarden(nowhere);
    const url = await garden.url();
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'not-ready' });
    const ready = await fetch(`${await garden.adminUrl()}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'not-ready',
      service: 'garden',
      postgres: 'missing',
      kafka: 'missing',
    });
    const shown = await fetch(`${url}/v1/plants/0198f7c5-7c54-7b1c-8f6a-3a8b6d6a5a11`);
    expect(shown.status).toBe(503);
    expect(await shown.json()).toMatchObject({ code: 'database-unavailable' });
    expect(
      garden.lines.filter(({ msg }) => msg === 'no issuer of tokens is configured: only public routes answer'),
    ).toHaveLength(1);
    garden.child.kill('SIGTERM');
    expect(await garden.ended).toEqual({ code: 0, signal: null });
    expect(garden.lines.at(-1)).toMatchObject({ msg: 'ended, with nothing left' });
  });
});
