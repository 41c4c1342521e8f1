import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { IncompleteEnvironment, readConfig } from './read-config.ts';
import { ServiceConfig } from './service-config.ts';

const complete = {
  PORT: '4123',
  DATABASE_URL: 'postgres://garden_app:secret@127.0.0.1:5432/garden',
  RELAY_DATABASE_URL: 'postgresql://garden_relay:secret@127.0.0.1:5432/garden',
  KAFKA_BROKERS: '127.0.0.1:9092,127.0.0.1:9093',
};

function refusalOf(
  environment: Record<string, string | undefined>,
  schema: z.ZodType<ServiceConfig> = ServiceConfig,
): string {
  try {
    readConfig(schema, environment);
  } catch (error) {
    if (error instanceof IncompleteEnvironment) return error.message;
    throw error;
  }
  throw new Error('the environment was accepted');
}

describe('a complete environment', () => {
  test('is read, with what may be left out filled in', () => {
    expect(readConfig(ServiceConfig, complete)).toMatchObject({
      PORT: 4123,
      HOST: '127.0.0.1',
      DATABASE_URL: complete.DATABASE_URL,
      RELAY_DATABASE_URL: complete.RELAY_DATABASE_URL,
      KAFKA_BROKERS: ['127.0.0.1:9092', '127.0.0.1:9093'],
      HOLDFAST_NAMESPACE: '',
      HOLDFAST_RELEASE: 'unreleased',
      LOG_LEVEL: 'info',
      SHUTDOWN_DEADLINE_MS: 10_000,
    });
  });

  test('may be extended by an app', () => {
    const GardenConfig = ServiceConfig.extend({ SEED_FILE: z.string() });
    expect(readConfig(GardenConfig, { ...complete, SEED_FILE: 'seeds.json' }).SEED_FILE).toBe('seeds.json');
    expect(refusalOf(complete, GardenConfig)).toContain('SEED_FILE');
  });
});

describe('the proxies that are trusted', () => {
  test('are none, or addresses and networks', () => {
    expect(readConfig(ServiceConfig, complete).TRUSTED_PROXIES).toBeUndefined();
    const TRUSTED_PROXIES = '10.0.0.1, 192.168.0.0/16,fd00::/8';
    expect(readConfig(ServiceConfig, { ...complete, TRUSTED_PROXIES }).TRUSTED_PROXIES).toEqual([
      '10.0.0.1',
      '192.168.0.0/16',
      'fd00::/8',
    ]);
  });

  test.each(['proxy', '10.0.0.1,', '10.0.0.0/33', 'true', '10.0.0.1 10.0.0.2'])('are not %s', (TRUSTED_PROXIES) => {
    expect(refusalOf({ ...complete, TRUSTED_PROXIES })).toContain('→ at TRUSTED_PROXIES');
  });
});

describe('the issuer of tokens', () => {
  const issuer = { TOKEN_ISSUER: 'https://issuer.test', TOKEN_AUDIENCE: 'garden' };
  const withKeysAt = (url: string) => ({ ...complete, ...issuer, TOKEN_JWKS_URL: url });

  test('comes with its keys and an audience, or not at all', () => {
    const list = refusalOf({ ...complete, TOKEN_ISSUER: 'https://issuer.test' });
    expect(list).toContain('→ at TOKEN_JWKS_URL');
    expect(list).toContain('→ at TOKEN_AUDIENCE');
  });

  test.each(['https://issuer.test/jwks', 'http://127.0.0.1:9/jwks', 'http://localhost:9/jwks', 'http://[::1]:9/jwks'])(
    'may have its keys at %s',
    (url) => {
      expect(readConfig(ServiceConfig, withKeysAt(url)).TOKEN_JWKS_URL).toBe(url);
    },
  );

  test.each([
    'http://issuer.test/jwks',
    'http://127.0.0.1.issuer.test/jwks',
    'http://10.0.0.1/jwks',
    'http://localhost.test/jwks',
  ])('may not have its keys at %s, unless somebody says that nobody is on the way', (url) => {
    expect(refusalOf(withKeysAt(url))).toContain('→ at TOKEN_JWKS_URL');
    expect(readConfig(ServiceConfig, { ...withKeysAt(url), TOKEN_JWKS_INSECURE: 'allowed' }).TOKEN_JWKS_URL).toBe(url);
  });

  test.each(['ftp://issuer.test/jwks', 'issuer.test', 'file:///etc/jwks'])('has no keys at %s', (url) => {
    expect(refusalOf(withKeysAt(url))).toContain('→ at TOKEN_JWKS_URL');
  });
});

describe('an incomplete environment', () => {
  test('says of a variable that is not there that it is missing', () => {
    expect(refusalOf({ ...complete, PORT: undefined })).toBe(
      'The configuration cannot be used:\n✖ is missing\n  → at PORT',
    );
  });

  test('is refused with every problem in one list', () => {
    const list = refusalOf({
      PORT: '70000',
      KAFKA_BROKERS: 'nowhere',
      KAFKA_USERNAME: 'garden',
      LOG_LEVEL: 'loud',
      HOLDFAST_NAMESPACE: 'a-b',
    });
    for (const name of [
      'PORT',
      'DATABASE_URL',
      'RELAY_DATABASE_URL',
      'KAFKA_BROKERS',
      'KAFKA_PASSWORD',
      'LOG_LEVEL',
      'HOLDFAST_NAMESPACE',
    ]) {
      expect(list).toContain(`→ at ${name}\n`.trim());
    }
  });

  test('takes an empty variable for a missing one', () => {
    expect(refusalOf({ ...complete, DATABASE_URL: '' })).toContain('DATABASE_URL');
    expect(
      readConfig(ServiceConfig, { ...complete, KAFKA_USERNAME: '', KAFKA_PASSWORD: '' }).KAFKA_USERNAME,
    ).toBeUndefined();
  });

  test('is told without the values, which may be secrets', () => {
    expect(refusalOf({ ...complete, DATABASE_URL: 'mysql://root:hunter2@db/garden' })).not.toContain('hunter2');
  });

  test.each(['', 'a', '-1', '1.5', '0x10', ' 80', '65536', '1e3'])('does not take %j for a port', (PORT) => {
    expect(refusalOf({ ...complete, PORT })).toContain('PORT');
  });

  test('needs user and password of Kafka together', () => {
    expect(refusalOf({ ...complete, KAFKA_PASSWORD: 'x' })).toContain(
      'KAFKA_USERNAME and KAFKA_PASSWORD come together',
    );
  });
});
