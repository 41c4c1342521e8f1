import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { eventually } from '@holdfast/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aReceiver } from './a-receiver.ts';
import { aFolder } from './a-world.ts';
import { aCapture } from './some-requests.ts';
import { theProcess } from './the-process.ts';

const capture = async (url: string, key: string, more = {}): Promise<number> => {
  const headers = { 'idempotency-key': key };
  const body = JSON.stringify({ ...aCapture, ...more });
  return (await fetch(`${url}/card-provider/captures`, { method: 'POST', headers, body })).status;
};
const keysInLedger = async (url: string): Promise<string[]> => {
  const { entries } = (await (await fetch(`${url}/ledger/card-provider`)).json()) as { entries: Entry[] };
  return entries.map(({ idempotencyKey }) => idempotencyKey);
};
interface Entry {
  readonly idempotencyKey: string;
}

describe('the process', { timeout: 60_000 }, () => {
  test('that is killed has in its ledger, once, whatever it had answered', async () => {
    const STATE_FOLDER = aFolder();
    const first = theProcess({ STATE_FOLDER });
    const url = await first.url;
    const answered: string[] = [];
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let call = 0; ; call += 1) {
        const key = `${caller}-${call}`;
        if ((await capture(url, key)) === 201) answered.push(key);
        if (answered.length >= 40) void first.end('SIGKILL');
      }
    });
    await Promise.allSettled(callers);
    expect(await first.end('SIGKILL')).toEqual([null, 'SIGKILL']);

    const second = await theProcess({ STATE_FOLDER }).url;
    const written = await keysInLedger(second);
    expect(answered.length).toBeGreaterThanOrEqual(40);
    expect(written).toEqual(expect.arrayContaining(answered));
    for (const key of written) expect(await capture(second, key)).toBe(201);
    expect(await keysInLedger(second)).toEqual(written);
    expect(new Set(written).size).toBe(written.length);
  });

  test('ends on SIGTERM and leaves its webhooks to the next one', async () => {
    const STATE_FOLDER = aFolder();
    const away = await aReceiver();
    await away.close();
    const first = theProcess({ STATE_FOLDER });
    const url = await first.url;
    expect(await capture(url, 'key-1', { notifyUrl: away.url })).toBe(201);
    expect(await first.end('SIGTERM')).toEqual([0, null]);

    const { received } = await aReceiver(away.port);
    await theProcess({ STATE_FOLDER }).url;
    await eventually(() => received.length, { what: 'the webhook', until: (count) => count === 1 });
    expect(received).toMatchObject([{ body: { idempotencyKey: 'key-1' } }]);
  });

  test('writes its log as services do, so that all of them are read as one', async () => {
    const line = await theProcess({ STATE_FOLDER: aFolder() }).listening;
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'outside-world',
      pid: expect.any(Number),
      msg: expect.stringMatching(/^Server listening at /),
    });
  });
});

describe('the process does not start', { timeout: 60_000 }, () => {
  const sentence = async (env: Record<string, string>) => {
    const { code, said } = await theProcess(env).exit();
    expect(code).toBe(1);
    expect(said).toMatch(/^The outside world does not start:\n/);
    return said;
  };

  test('without what it needs, and says all of it at once', async () => {
    const said = await sentence({ OUTSIDE_CARD_PROVIDER_SECRET: '', PORT: 'none' });
    expect(said).toContain('STATE_FOLDER is missing');
    expect(said).toContain('OUTSIDE_CARD_PROVIDER_SECRET is missing');
    expect(said).toContain('PORT');
  });

  test('in a folder that is not there', async () => {
    const folder = join(aFolder(), 'not-there');
    expect(await sentence({ STATE_FOLDER: folder })).toContain(`there is no folder ${folder}`);
  });

  test('where it cannot write', async () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'outside-world.sqlite'));
    expect(await sentence({ STATE_FOLDER: folder })).toContain('outside-world.sqlite cannot be written');
  });

  test('on a file that is no database', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'outside-world.sqlite'), 'a letter to a friend, which is not a database at all');
    expect(await sentence({ STATE_FOLDER: folder })).toContain('outside-world.sqlite cannot be written');
  });

  test('at a port that is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const said = await sentence({ STATE_FOLDER: aFolder(), PORT: String(port) });
    expect(said).toContain('its port is taken');
    expect(said).toContain(`127.0.0.1:${port}`);
  });
});
