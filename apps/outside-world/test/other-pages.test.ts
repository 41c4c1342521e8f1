import { describe, expect, test } from 'vitest';
import { aWorld } from './a-world.ts';

const rose = { subject: 'rose', roles: ['customer'], audience: 'shop' };
const refused = { status: 403, body: { code: 'from-elsewhere', message: expect.any(String) } };
const publicUrl = 'http://outside-world:4010';

async function askWith(headers: Record<string, string>): Promise<object> {
  return await aWorld({ publicUrl }).send('POST', '/identity/token', { payload: rose, headers });
}

describe('a page of somebody else in a browser on this machine', () => {
  test.each<Record<string, string>>([
    { origin: 'https://elsewhere.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1.elsewhere.test:4010' },
  ])('gets no token: %j', async (headers) => {
    expect(await askWith(headers)).toMatchObject(refused);
  });

  test.each(['elsewhere.test', 'elsewhere.test:4010', '127.0.0.1.elsewhere.test', 'localhost.elsewhere.test', '['])(
    'gets none by a name that leads here: %s',
    async (host) => {
      expect(await askWith({ host })).toMatchObject(refused);
    },
  );

  test('changes and sees nothing else either', async () => {
    const world = aWorld();
    const headers = { host: 'elsewhere.test' };
    for (const url of ['/', '/ledger', '/faults', '/nowhere']) {
      expect(await world.send('GET', url, { headers })).toMatchObject(refused);
    }
  });
});

describe('whoever is here', () => {
  test.each<Record<string, string>>([
    { host: '127.0.0.1:4010' },
    { host: 'localhost:4010' },
    { host: '[::1]:4010' },
    { host: 'outside-world:4010' },
    { host: 'OUTSIDE-WORLD:4010' },
    { host: 'localhost:4010', origin: 'http://localhost:4010', 'sec-fetch-site': 'same-origin' },
    { host: 'localhost:4010', 'sec-fetch-site': 'none' },
  ])('gets one: %j', async (headers) => {
    expect(await askWith(headers)).toMatchObject({ status: 200 });
  });
});
