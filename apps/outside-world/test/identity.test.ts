import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { aWorld, type TestWorld } from './a-world.ts';

const rose = { subject: 'rose', roles: ['customer'], audience: 'shop' };
const publicUrl = 'http://127.0.0.1:4010';
const issuer = `${publicUrl}/identity`;

const tokenFrom = async (world: TestWorld, more: object = {}): Promise<string> =>
  (await world.send('POST', '/identity/token', { payload: { ...rose, ...more } })).body.token;
/** As a service would: with the published keys, the issuer and the audience. */
const believed = async (world: TestWorld, token: string) =>
  await jwtVerify(token, createLocalJWKSet((await world.get('/identity/jwks')).body), {
    issuer,
    audience: 'shop',
    algorithms: ['EdDSA'],
    currentDate: world.clock.now(),
  }).then(
    ({ payload }) => payload,
    (error: { code: string }) => error.code,
  );

describe('the issuer', () => {
  test('gives anybody a token for anybody, for an hour unless told otherwise', async () => {
    const world = aWorld({ publicUrl });
    const { status, body } = await world.send('POST', '/identity/token', { payload: rose });
    const nowS = world.clock.now().getTime() / 1_000;
    expect([status, body.expiresInS]).toEqual([200, 3_600]);
    expect(await believed(world, body.token)).toEqual({
      iss: issuer,
      sub: 'rose',
      aud: 'shop',
      roles: ['customer'],
      iat: nowS,
      exp: nowS + 3_600,
    });
    expect(decodeJwt(await tokenFrom(world, { expiresInS: 5 })).exp).toBe(nowS + 5);
  });

  test('publishes what is needed to believe it, and nothing by which others could sign', async () => {
    const world = aWorld({ publicUrl });
    expect((await world.get('/identity/.well-known/openid-configuration')).body).toEqual({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      token_endpoint: `${issuer}/token`,
    });
    expect((await world.get('/identity/jwks')).body).toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' }],
    });
  });

  test('is the address at which it listens, unless it is told where others find it', async () => {
    const world = aWorld();
    const url = await world.listen();
    expect((await world.get('/identity/.well-known/openid-configuration')).body.issuer).toBe(`${url}/identity`);
  });

  test('is believed after a restart', async () => {
    const world = aWorld({ publicUrl });
    const token = await tokenFrom(world);
    await world.restart();
    expect(await believed(world, token)).toMatchObject({ sub: 'rose' });
  });

  test('of another state folder is not', async () => {
    const token = await tokenFrom(aWorld({ publicUrl }));
    expect(await believed(aWorld({ publicUrl }), token)).toBe('ERR_JWKS_NO_MATCHING_KEY');
  });

  test.each([
    {},
    { subject: '' },
    { roles: 'customer' },
    { expiresInS: 0 },
    { expiresInS: 31 * 24 * 60 * 60 },
    { colour: 'green' },
  ])('refuses what it does not understand: %j', async (more) => {
    const payload = Object.keys(more).length === 0 ? more : { ...rose, ...more };
    const answer = await aWorld().send('POST', '/identity/token', { payload });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });
});

describe('after a rotation', () => {
  test('another key signs, and what the one before signed is still good', async () => {
    const world = aWorld({ publicUrl });
    const before = await tokenFrom(world);
    expect((await world.send('POST', '/identity/rotate')).body.keys).toHaveLength(2);
    const after = await tokenFrom(world);
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    for (const token of [before, after]) expect(await believed(world, token)).toMatchObject({ sub: 'rose' });
  });

  test('twice the first key is gone', async () => {
    const world = aWorld({ publicUrl });
    const token = await tokenFrom(world);
    await world.send('POST', '/identity/rotate');
    expect((await world.send('POST', '/identity/rotate')).body.keys).toHaveLength(2);
    expect(await believed(world, token)).toBe('ERR_JWKS_NO_MATCHING_KEY');
  });

  test('that withdraws, nothing of before is good', async () => {
    const world = aWorld({ publicUrl });
    const token = await tokenFrom(world);
    await world.send('POST', '/identity/rotate', { payload: { withdraw: true } });
    expect(await believed(world, token)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(await believed(world, await tokenFrom(world))).toMatchObject({ sub: 'rose' });
  });

  test('a withdrawn key is not kept', async () => {
    const world = aWorld({ publicUrl });
    await tokenFrom(world);
    await world.send('POST', '/identity/rotate', { payload: { withdraw: true } });
    const database = new DatabaseSync(join(world.stateFolder, 'outside-world.sqlite'));
    expect(database.prepare('select id from issuer_keys').all()).toHaveLength(1);
    database.close();
  });
});
