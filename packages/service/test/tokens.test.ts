import { createHmac } from 'node:crypto';
import { Controller, Get } from '@nestjs/common';
import { fixedClock } from '@holdfast/testkit';
import { currentCall } from '@holdfast/work';
import {
  createLocalJWKSet,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createService, Public, Roles, type Problem, type Service, type ServiceConfig } from '../src/index.ts';
import { remoteKeys, type TokenKeys } from '../src/identity/token-keys.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';
import { keyServer, keySet, namedKeys } from './key-server.ts';

@Controller('pond')
class PondController {
  @Roles('keeper', 'owner')
  @Get()
  show() {
    return currentCall()?.actor;
  }

  @Public()
  @Get('sign')
  sign() {
    return currentCall()?.actor;
  }
}

const config: ServiceConfig = { ...nothingAnswers, TOKEN_ISSUER: 'https://issuer.test', TOKEN_AUDIENCE: 'pond' };
const first = await namedKeys('first');
const rsa = await namedKeys('rsa', 'RS256');
const local = createLocalJWKSet({ keys: [first.jwk, rsa.jwk] });
const now = () => Math.floor(Date.now() / 1000);
const right = (): JWTPayload => ({
  sub: 'rose',
  roles: ['keeper'],
  iss: 'https://issuer.test',
  aud: 'pond',
  exp: now() + 60,
});

function sign(claims: JWTPayload, { kid = 'first', alg = 'EdDSA', key = first.privateKey } = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
}

const log = keepingLogger();
async function pondBelieving(keys: TokenKeys | undefined, its: ServiceConfig = config): Promise<Service> {
  const module = pondWith({ controllers: [PondController] });
  const service = await createService(module, its, { logger: log.logger, ...(keys && { keys }) });
  onTestFinished(() => service.app.close());
  return service;
}

const ask = async (service: Service, authorization?: string, url = '/pond') => {
  const answer = await service.app.inject({ url, headers: authorization === undefined ? {} : { authorization } });
  return {
    status: answer.statusCode,
    challenge: answer.headers['www-authenticate'],
    ...answer.json<Partial<Problem> & { id?: string; roles?: string[] }>(),
  };
};
const askWith = async (service: Service, token: string | Promise<string>) => ask(service, `Bearer ${await token}`);
const tokenOf = (changes: object) => sign({ ...right(), ...changes });
const refused = { status: 401, code: 'invalid-token', challenge: 'Bearer error="invalid_token"' };

describe('a token', () => {
  test('says who asks', async () => {
    const pond = await pondBelieving(local);
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 200, id: 'rose', roles: ['keeper'] });
    expect(await askWith(pond, sign(right(), { kid: 'rsa', alg: 'RS256', key: rsa.privateKey }))).toMatchObject({
      status: 200,
    });
  });

  test('is accepted for one of several audiences, and a few seconds late', async () => {
    const pond = await pondBelieving(local);
    expect(await askWith(pond, tokenOf({ aud: ['meadow', 'pond'], exp: now() - 2 }))).toMatchObject({ status: 200 });
  });

  test('has to be there', async () => {
    const answer = await ask(await pondBelieving(local));
    expect(answer).toMatchObject({ status: 401, code: 'unauthenticated', challenge: 'Bearer' });
  });

  test.each<[string, object]>([
    ['expired', { exp: now() - 60 }],
    ['without an end', { exp: undefined }],
    ['not valid yet', { nbf: now() + 60 }],
    ['for another audience', { aud: 'meadow' }],
    ['for no audience', { aud: undefined }],
    ['of another issuer', { iss: 'https://other.test' }],
    ['of no issuer', { iss: undefined }],
    ['of nobody', { sub: undefined }],
    ['of an empty subject', { sub: '' }],
    ['of a subject with a blank', { sub: 'rose thorn' }],
    ['of a subject that is too long', { sub: 'r'.repeat(256) }],
    ['of a service', { sub: 'service:garden' }],
    ['of an operator', { sub: 'operator:ada' }],
    ['of a service, in other letters', { sub: 'Service:garden' }],
    ['of nobody by name', { sub: 'anonymous' }],
    ['with the role of a service', { roles: ['keeper', 'service'] }],
    ['with roles that are a text', { roles: 'keeper' }],
    ['with roles that are no texts', { roles: ['keeper', 1] }],
    ['with roles that are an object', { roles: { keeper: true } }],
  ])('is refused when it is %s', async (_what, changes) => {
    expect(await askWith(await pondBelieving(local), tokenOf(changes))).toMatchObject(refused);
  });

  test('without roles says who asks, and that is not enough', async () => {
    const pond = await pondBelieving(local);
    expect(await askWith(pond, tokenOf({ roles: undefined }))).toMatchObject({ status: 403, code: 'not-allowed' });
    expect(await askWith(pond, tokenOf({ roles: ['visitor'] }))).toMatchObject({ status: 403, code: 'not-allowed' });
    expect(await askWith(pond, tokenOf({ roles: ['Keeper'] }))).toMatchObject({ status: 403, code: 'not-allowed' });
  });

  test.each(['Bearer opaque', 'Basic cm9zZTp0aG9ybg==', 'Bearer', 'Bearer a.b', 'Bearer a.b.c'])(
    'is not %s',
    async (header) => {
      expect(await ask(await pondBelieving(local), header)).toMatchObject(refused);
    },
  );
});

describe('a signature', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test('has to be there: `alg` none is refused', async () => {
    const pond = await pondBelieving(local);
    expect(await askWith(pond, `${part({ alg: 'none' })}.${part(right())}.`)).toMatchObject(refused);
    const [, claims, signature] = (await tokenOf({})).split('.');
    expect(await askWith(pond, `${part({ alg: 'none' })}.${claims}.${signature}`)).toMatchObject(refused);
  });

  test('is not made with the public key, which everybody has', async () => {
    const unsigned = `${part({ alg: 'HS256', kid: 'rsa' })}.${part(right())}`;
    const publicKey = await exportSPKI((await importJWK({ ...rsa.jwk, ext: true }, 'RS256')) as CryptoKey);
    const signature = createHmac('sha256', publicKey).update(unsigned).digest('base64url');
    expect(await askWith(await pondBelieving(local), `${unsigned}.${signature}`)).toMatchObject(refused);
  });

  test('is no shared secret, even where the issuer offers one', async () => {
    const secret = { kty: 'oct', kid: 'shared', k: Buffer.alloc(32, 7).toString('base64url'), alg: 'HS256' };
    const keys = (() => importJWK(secret, 'HS256')) as TokenKeys;
    const token = new SignJWT(right()).setProtectedHeader({ alg: 'HS256', kid: 'shared' }).sign(Buffer.alloc(32, 7));
    expect(await askWith(await pondBelieving(keys), token)).toMatchObject(refused);
  });

  test('covers what is said', async () => {
    const [header, , signature] = (await tokenOf({})).split('.');
    const other = part({ ...right(), sub: 'thorn' });
    expect(await askWith(await pondBelieving(local), `${header}.${other}.${signature}`)).toMatchObject(refused);
  });

  test('is made by a key of the issuer', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const pond = await pondBelieving(local);
    expect(await askWith(pond, sign(right(), { key: privateKey }))).toMatchObject(refused);
    expect(await askWith(pond, sign(right(), { kid: 'unknown' }))).toMatchObject(refused);
  });
});

describe('the keys of the issuer', () => {
  test('are asked for once, however many tokens come', async () => {
    const server = await keyServer([first.jwk]);
    const pond = await pondBelieving(undefined, { ...config, TOKEN_JWKS_URL: server.url });
    expect(server.asked()).toBe(0);
    const answers = await Promise.all([1, 2, 3].map(() => askWith(pond, tokenOf({}))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.asked()).toBe(1);
  });

  test('that cannot be had make the answer 503, until they come back', async () => {
    const [server, clock] = [await keyServer([first.jwk]), fixedClock()];
    const pond = await pondBelieving(remoteKeys(server.url, clock));
    await server.stop();
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 503, code: 'issuer-unavailable' });
    expect(await ask(pond)).toMatchObject({ status: 401 });
    await server.restart();
    clock.advance(5_000);
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 200 });
    await server.stop();
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 200 });
  });

  test.each([
    { status: 500, body: '' },
    { status: 200, body: 'not json' },
    { status: 200, body: '{}' },
    { status: 302, body: '' },
  ])('that come as nonsense make the answer 503: %j', async (answer) => {
    const server = await keyServer([first.jwk]);
    server.answer = answer;
    const pond = await pondBelieving(remoteKeys(server.url, { cooldownMs: 0 }));
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 503, code: 'issuer-unavailable' });
    server.answer = keySet([first.jwk]);
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 200 });
  });

  test('that cannot be had are in the log, and the token is not', async () => {
    const pond = await pondBelieving(undefined, { ...config, TOKEN_JWKS_URL: 'http://127.0.0.1:1/jwks' });
    const token = await tokenOf({});
    const answer = await askWith(pond, token);
    expect(log.lines()).toContainEqual(
      expect.objectContaining({ level: 40, code: 'issuer-unavailable', err: expect.anything() }),
    );
    for (const text of [log.text(), JSON.stringify(answer)]) {
      for (const part of token.split('.')) expect(text).not.toContain(part);
      expect(text).not.toContain('rose');
    }
  });

  test('may be exchanged: a new one is found, one that is gone no longer counts', async () => {
    const [server, second] = [await keyServer([first.jwk]), await namedKeys('second')];
    const pond = await pondBelieving(remoteKeys(server.url, { cooldownMs: 0 }));
    const newer = sign(right(), { kid: 'second', key: second.privateKey });
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 200 });
    expect(await askWith(pond, newer)).toMatchObject(refused);
    server.answer = keySet([second.jwk]);
    expect(await askWith(pond, newer)).toMatchObject({ status: 200 });
    expect(await askWith(pond, tokenOf({}))).toMatchObject(refused);
  });

  test('are not asked for again for each unknown one that somebody makes up', async () => {
    const server = await keyServer([first.jwk]);
    const pond = await pondBelieving(undefined, { ...config, TOKEN_JWKS_URL: server.url });
    for (const kid of ['a', 'b', 'c', 'd']) {
      expect(await askWith(pond, sign(right(), { kid }))).toMatchObject(refused);
    }
    expect(server.asked()).toBe(1);
  });
});

describe('a service without an issuer', () => {
  test('believes nobody, and says so', async () => {
    const pond = await pondBelieving(undefined, nothingAnswers);
    expect(await askWith(pond, tokenOf({}))).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await ask(pond, undefined, '/pond/sign')).toMatchObject({ status: 200, id: 'anonymous' });
  });
});

describe('a public route', () => {
  test('knows who asks, when a token says so', async () => {
    const pond = await pondBelieving(local);
    expect(await ask(pond, `Bearer ${await tokenOf({})}`, '/pond/sign')).toMatchObject({ status: 200, id: 'rose' });
  });

  test.each(['Bearer of-a-webhook', 'Bearer a.b.c', 'Basic cm9zZTp0aG9ybg=='])(
    'does not mind what else is in the header: %s',
    async (header) => {
      const answer = await ask(await pondBelieving(local), header, '/pond/sign');
      expect(answer).toMatchObject({ status: 200, id: 'anonymous', roles: [] });
    },
  );

  test('does not mind an issuer that is away', async () => {
    const pond = await pondBelieving(undefined, { ...config, TOKEN_JWKS_URL: 'http://127.0.0.1:1/jwks' });
    const answer = await ask(pond, `Bearer ${await tokenOf({})}`, '/pond/sign');
    expect(answer).toMatchObject({ status: 200, id: 'anonymous' });
  });
});
