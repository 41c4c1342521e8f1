import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenContext } from '../open-context.ts';
import { givenServers } from './given-servers.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-given-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openWith = (env: NodeJS.ProcessEnv) => ({ env, log: () => undefined }) as unknown as OpenContext;
const broker = { HOLDFAST_KAFKA_BROKERS: '127.0.0.1:1' };

describe('a given server that cannot be used is refused with the variable and what it should hold', () => {
  test.each([
    ['no address', {}, 'HOLDFAST_POSTGRES_URL is not set'],
    [
      'nobody there',
      { HOLDFAST_POSTGRES_URL: 'postgres://me:secret@127.0.0.1:1/postgres' },
      /HOLDFAST_POSTGRES_URL cannot be used: .*ECONNREFUSED/,
    ],
    ['not an address', { HOLDFAST_POSTGRES_URL: 'somewhere' }, 'HOLDFAST_POSTGRES_URL cannot be used'],
  ])('PostgreSQL: %s', async (_case, env, message) => {
    await expect(givenServers.openPostgres(openWith(env))).rejects.toThrow(message);
  });

  test.each([
    ['no address', {}, 'HOLDFAST_KAFKA_BROKERS is not set'],
    ['nobody there', broker, 'HOLDFAST_KAFKA_BROKERS (127.0.0.1:1) cannot be used'],
    ['a login without a colon', { ...broker, HOLDFAST_KAFKA_ADMIN: 'admin' }, 'HOLDFAST_KAFKA_ADMIN has no colon'],
    [
      'a file of users that is not there',
      { ...broker, HOLDFAST_KAFKA_USERS: '/nowhere/users.json' },
      '/nowhere/users.json',
    ],
  ])('Kafka: %s', async (_case, env, message) => {
    await expect(givenServers.openKafka(openWith(env))).rejects.toThrow(message);
  });

  test('Kafka: every user whose entry is wrong is named at once', async () => {
    const file = join(folder, 'users.json');
    writeFileSync(
      file,
      JSON.stringify({ garden: { username: 'g', password: 'p' }, parcel: { username: 'p' }, ledger: null }),
    );
    await expect(givenServers.openKafka(openWith({ ...broker, HOLDFAST_KAFKA_USERS: file }))).rejects.toThrow(
      'parcel, ledger',
    );
  });

  test('no password of an address is repeated in the message', async () => {
    const env = { HOLDFAST_POSTGRES_URL: 'postgres://me:very-secret@127.0.0.1:1/postgres' };
    await expect(givenServers.openPostgres(openWith(env))).rejects.not.toThrow('very-secret');
  });
});
