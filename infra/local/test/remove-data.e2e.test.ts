import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInfrastructure, provision, removeData, startRun } from '../src/index.ts';
import type { Infrastructure, Run } from '../src/index.ts';
import { withKafkaAdmin } from '../src/kafka-admin.ts';
import { withConnection } from '../src/postgres-admin.ts';
import { gardenServices, requirementsOfTheGarden } from './garden.ts';

// Servers that the native provider runs stand for somebody else's.
const root = mkdtempSync(join(tmpdir(), 'holdfast-remove-'));
let run: Run;
let theirs: Infrastructure;

beforeAll(async () => {
  run = startRun(root, 'remove');
  const options = { root, run, durable: false, kafka: 'required' as const, services: gardenServices };
  theirs = await openInfrastructure({ ...options, state: join(root, 'theirs'), use: 'native' });
});
afterAll(async () => {
  await theirs.stop();
  await run.end();
  rmSync(root, { recursive: true, force: true });
});

const namesOf = async (query: string) =>
  await withConnection(theirs.postgres.adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(query);
    return rows.map(({ name }) => name);
  });
const databases = async () => await namesOf('select datname as name from pg_database');
const roles = async () => await namesOf('select rolname as name from pg_roles');
const topics = async () => await withKafkaAdmin(theirs.kafka!, async (admin) => await admin.listTopics());
const of = (namespace: string, names: readonly string[]) => names.filter((name) => name.startsWith(namespace));

test('of given servers exactly what was made in the namespace is removed, and the state folder', async () => {
  const state = join(root, 'ours');
  mkdirSync(state);
  for (const namespace of ['mine', 'other']) await provision(theirs, requirementsOfTheGarden(namespace), namespace);
  await withConnection(theirs.postgres.adminUrl, async (client) => await client.query('create database mine_by_hand'));
  const before = { databases: await databases(), roles: await roles(), topics: await topics() };
  expect(of('mine', before.topics).length).toBeGreaterThan(0);
  const { postgres, kafka } = theirs;
  const { username, password } = kafka!.admin!;
  await removeData({
    root,
    state,
    used: [
      {
        namespace: 'mine',
        postgres: { provider: 'given', at: new URL(postgres.adminUrl).host },
        kafka: { provider: 'given', at: kafka!.brokers.join(',') },
      },
    ],
    env: {
      ...process.env,
      HOLDFAST_POSTGRES_URL: postgres.adminUrl,
      HOLDFAST_KAFKA_BROKERS: kafka!.brokers.join(','),
      HOLDFAST_KAFKA_ADMIN: `${username}:${password}`,
    },
  });
  expect([of('mine', await databases()), of('mine', await roles()), of('mine', await topics())]).toEqual([
    ['mine_by_hand'],
    [],
    [],
  ]);
  const rest = (names: readonly string[]) => names.filter((name) => !name.startsWith('mine')).toSorted();
  expect(rest(await databases())).toEqual(rest(before.databases));
  expect(rest(await roles())).toEqual(rest(before.roles));
  expect(rest(await topics())).toEqual(rest(before.topics));
  expect(existsSync(state)).toBe(false);
});

test('another server than the one that was used is not touched, and nothing is forgotten', async () => {
  const state = join(root, 'elsewhere');
  mkdirSync(state);
  const used = [{ namespace: 'other', postgres: { provider: 'given' as const, at: 'long.gone:5432' } }];
  const env = { ...process.env, HOLDFAST_POSTGRES_URL: theirs.postgres.adminUrl };
  await expect(removeData({ root, state, used, env })).rejects.toThrow(/long\.gone:5432 keeps data of this folder/);
  expect(of('other', await databases()).length).toBeGreaterThan(0);
  expect(existsSync(state)).toBe(true);
});
