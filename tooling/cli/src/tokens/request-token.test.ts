import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BadLifetime, lifetimeS } from './lifetime.ts';
import { requestToken, TokenNotGiven } from './request-token.ts';
import { tokenEnvironment, tokenPlaceOf, type TokenPlace } from './token-place.ts';
import { TokenPurse } from './token-purse.ts';

const rose = { id: 'rose', roles: ['gardener'] };
const system = {
  name: 'plot',
  issuer: 'gate',
  outside: { gate: { team: 'green', simulator: { app: 'sky', port: 4010 } } },
};

// An issuer whose tokens count how many it gave.
let issuer: Server;
let asked: unknown[];
let status: number;
let place: TokenPlace;

beforeEach(async () => {
  asked = [];
  status = 200;
  issuer = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { port } = issuer.address() as AddressInfo;
  place = tokenPlaceOf(system, () => port)!;
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  asked.push([request.url, JSON.parse(body)]);
  response.writeHead(status).end(JSON.stringify({ token: `token-${asked.length}`, expiresInS: 3_600 }));
}

afterEach(() => {
  issuer.close();
  issuer.closeAllConnections();
});

describe('a system with an issuer', () => {
  test('tells its services whom to believe, and for whom a token must be meant', () => {
    expect(tokenEnvironment(tokenPlaceOf(system, () => 5010))).toEqual({
      TOKEN_ISSUER: 'http://127.0.0.1:5010/gate',
      TOKEN_JWKS_URL: 'http://127.0.0.1:5010/gate/jwks',
      TOKEN_AUDIENCE: 'plot',
    });
  });

  test('without one, or without a simulator of it, tells them nothing', () => {
    expect(tokenEnvironment(tokenPlaceOf({ name: 'plot' }, () => 5010))).toEqual({});
    const real = { ...system, outside: { gate: { team: 'green' } } };
    expect(tokenEnvironment(tokenPlaceOf(real, () => 5010))).toEqual({});
  });
});

describe('a token', () => {
  test('is asked for with who, as what, for whom and for how long', async () => {
    const given = await requestToken({ place, actor: rose, expiresInS: 60 });
    expect(asked).toEqual([
      ['/gate/token', { subject: 'rose', roles: ['gardener'], audience: 'plot', expiresInS: 60 }],
    ]);
    expect(given.token).toBe('token-1');
    expect(given.expiresAt.getTime() - Date.now()).toBeGreaterThan(3_500_000);
  });

  test('that is refused, or for which nobody is there, is told with where to look', async () => {
    status = 400;
    await expect(requestToken({ place, actor: rose })).rejects.toThrow(
      /gate\/token answers 400: .*holdfast status says/,
    );
    issuer.close();
    issuer.closeAllConnections();
    await expect(requestToken({ place, actor: rose })).rejects.toThrow(/does not answer \(connect ECONNREFUSED/);
    await expect(requestToken({ place, actor: rose })).rejects.toThrow(TokenNotGiven);
  });
});

describe('a purse of tokens', () => {
  test('asks once for each actor, until half of the time is over', async () => {
    let now = 0;
    const purse = new TokenPurse(
      () => place,
      () => now,
    );
    const twice = await Promise.all([purse.tokenFor(rose), purse.tokenFor(rose)]);
    expect(twice).toEqual(['token-1', 'token-1']);
    expect(await purse.tokenFor({ id: 'rose', roles: [] })).toBe('token-2');
    now = 1_799_999;
    expect(await purse.tokenFor(rose)).toBe('token-1');
    now = 1_800_000;
    expect(await purse.tokenFor(rose)).toBe('token-3');
  });

  test('keeps nothing that was not given', async () => {
    const purse = new TokenPurse(() => place);
    status = 503;
    await expect(purse.tokenFor(rose)).rejects.toThrow(TokenNotGiven);
    status = 200;
    expect(await purse.tokenFor(rose)).toBe('token-2');
  });
});

describe('the lifetime of a token', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['1h', 3_600],
    ['30d', 2_592_000],
  ])('%s is %i seconds', (text, seconds) => {
    expect(lifetimeS(text)).toBe(seconds);
  });

  test.each(['', '1', 'h', '0s', '31d', '1.5h', '-1h', '1 h', '1w'])('%j is none', (text) => {
    expect(() => lifetimeS(text)).toThrow(BadLifetime);
  });
});
