import { fixedClock } from '@holdfast/testkit';
import { errors } from 'jose';
import { describe, expect, test } from 'vitest';
import { keyServer, keySet, namedKeys } from '../../test/key-server.ts';
import { remoteKeys } from './token-keys.ts';

const [first, second] = [await namedKeys('first'), await namedKeys('second')];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

async function anIssuer() {
  const [server, clock] = [await keyServer([first.jwk]), fixedClock()];
  const keys = remoteKeys(server.url, clock);
  const believes = (kid: string): Promise<string> =>
    Promise.resolve(keys({ alg: 'EdDSA', kid }, { payload: '', signature: '' })).then(
      () => 'yes',
      (error: { code: string }) => (error instanceof errors.JWKSNoMatchingKey ? 'no' : error.code),
    );
  return { server, clock, believes };
}

describe('keys that are known', () => {
  test('are asked for again after ten minutes, and one that was withdrawn no longer counts', async () => {
    const { server, clock, believes } = await anIssuer();
    expect(await believes('first')).toBe('yes');
    server.answer = keySet([second.jwk]);
    clock.advance(10 * minuteMs - 1);
    expect(await believes('first')).toBe('yes');
    clock.advance(1);
    expect(await believes('first')).toBe('no');
    expect(await believes('second')).toBe('yes');
    expect(server.asked()).toBe(2);
  });

  test.each([
    { what: 'is away', broken: undefined },
    { what: 'answers with an error', broken: { status: 500, body: '' } },
    { what: 'answers nonsense', broken: { status: 200, body: '{}' } },
  ])('go on counting for a day while the issuer $what', async ({ broken }) => {
    const { server, clock, believes } = await anIssuer();
    expect(await believes('first')).toBe('yes');
    if (broken) server.answer = broken;
    else await server.stop();
    clock.advance(11 * minuteMs);
    expect(await believes('first')).toBe('yes');
    clock.advance(24 * hourMs - 11 * minuteMs);
    expect(await believes('first')).toBe('yes');
    clock.advance(1);
    expect(await believes('first')).toBe('issuer-unavailable');
  });

  test('are believed at once where the issuer is known to be away', async () => {
    const { server, clock, believes } = await anIssuer();
    await believes('first');
    server.answer = { status: 503, body: '' };
    clock.advance(11 * minuteMs);
    await believes('first');
    server.isSilent = true;
    clock.advance(5_000);
    const began = performance.now();
    expect(await believes('first')).toBe('yes');
    expect(performance.now() - began).toBeLessThan(1_500); // Waiting for the issuer takes two seconds.
  });

  test('are exchanged as soon as the issuer is back', async () => {
    const { server, clock, believes } = await anIssuer();
    await believes('first');
    server.answer = { status: 503, body: '' };
    clock.advance(11 * minuteMs);
    expect(await believes('first')).toBe('yes');
    server.answer = keySet([second.jwk]);
    clock.advance(5_000);
    expect(await believes('second')).toBe('yes');
    expect(await believes('first')).toBe('no');
  });
});

describe('the issuer', () => {
  test('is asked at most every five seconds for keys that somebody makes up', async () => {
    const { server, clock, believes } = await anIssuer();
    expect(await believes('first')).toBe('yes');
    for (const kid of ['a', 'b', 'c']) expect(await believes(kid)).toBe('no');
    expect(server.asked()).toBe(1);
    clock.advance(5_000);
    for (const kid of ['a', 'b', 'c']) expect(await believes(kid)).toBe('no');
    expect(server.asked()).toBe(2);
  });

  test('is asked no more often while it is away, and a key that nobody knows is neither right nor wrong then', async () => {
    const { server, clock, believes } = await anIssuer();
    await believes('first');
    server.answer = { status: 500, body: '' };
    clock.advance(5_000);
    for (const kid of ['a', 'b', 'c']) expect(await believes(kid)).toBe('issuer-unavailable');
    expect(await believes('first')).toBe('yes');
    expect(server.asked()).toBe(2);
  });

  test('is asked no more often by a service that knows no keys yet', async () => {
    const { server, clock, believes } = await anIssuer();
    server.answer = { status: 500, body: '' };
    for (const kid of ['first', 'a', 'first']) expect(await believes(kid)).toBe('issuer-unavailable');
    expect(server.asked()).toBe(1);
    server.answer = keySet([first.jwk]);
    clock.advance(5_000);
    expect(await believes('first')).toBe('yes');
  });
});
