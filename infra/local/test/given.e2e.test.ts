import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInfrastructure, operatorAccess, provision, startRun, unprovision } from '../src/index.ts';
import type { Infrastructure, InfrastructureOptions, Run } from '../src/index.ts';
import { urlFor, withConnection } from '../src/postgres-admin.ts';
import { gardenServices, requirementsOfTheGarden } from './garden.ts';
import { codesOf, send } from './kafka-client.ts';
import { infrastructureBehaviour } from './infrastructure.behaviour.ts';

// Servers that the native provider runs stand for somebody else's.
const root = mkdtempSync(join(tmpdir(), 'holdfast-given-'));
let run: Run;
let theirs: Infrastructure;

beforeAll(async () => {
  run = startRun(root, 'given');
  theirs = await openInfrastructure({ ...options('theirs'), use: 'native' });
});
afterAll(async () => {
  await run.end();
  rmSync(root, { recursive: true, force: true });
});

infrastructureBehaviour('given', {
  open: async () =>
    await openInfrastructure({ ...options('ours'), use: 'given', env: { ...process.env, ...(await addresses()) } }),
  close: async () => undefined,
});

describe('given servers', () => {
  test('go on when the run that used them stops', async () => {
    const ours = await openInfrastructure({
      ...options('again'),
      use: 'auto',
      env: { ...process.env, ...(await addresses()) },
    });
    expect([ours.postgres.provider, ours.kafka?.provider, ours.fault]).toEqual(['given', 'given', undefined]);
    await ours.stop();
    expect(await withConnection(theirs.postgres.adminUrl, async () => 'answers')).toBe('answers');
  });

  test('that allow too little are refused before anything is made', async () => {
    await asTheirs(`create role guest login password 'guest'; grant connect on database postgres to guest`);
    const url = urlFor(theirs.postgres.adminUrl, { user: 'guest', password: 'guest', database: 'postgres' });
    const env = { ...process.env, ...(await addresses()), HOLDFAST_POSTGRES_URL: url };
    await expect(openInfrastructure({ ...options('guest'), use: 'given', env })).rejects.toThrow(
      'CREATEDB, CREATEROLE',
    );
  });

  test('without an operator in the file of users let no operator in', async () => {
    const { operator, ...services } = theirs.kafka!.users;
    const users = join(root, 'without-operator.json');
    writeFileSync(users, JSON.stringify(services));
    const env = { ...process.env, ...(await addresses()), HOLDFAST_KAFKA_USERS: users };
    const ours = await openInfrastructure({ ...options('unattended'), use: 'given', env });
    await provision(ours, requirementsOfTheGarden('unattended'), 'unattended');
    const sent = send({ brokers: ours.kafka!.brokers, ...operator! }, 'unattended.parcel.commands', 'dig');
    expect(await sent.catch(codesOf)).toContain('TOPIC_AUTHORIZATION_FAILED');
    expect(() => operatorAccess({ state: ours.state, kafka: { provider: 'given', at: 'there:9092' }, env })).toThrow(
      'The broker has no login for operator.',
    );
    await unprovision(ours, 'unattended');
    await ours.stop();
  });

  test('without a file of users get topics and no ACLs', async () => {
    const env = { ...process.env, ...(await addresses()), HOLDFAST_KAFKA_USERS: '' };
    const ours = await openInfrastructure({ ...options('open'), use: 'given', env });
    const access = await provision(ours, requirementsOfTheGarden('open'), 'open');
    expect(access['garden']?.kafka).toEqual({ brokers: theirs.kafka?.brokers });
    await unprovision(ours, 'open');
    await ours.stop();
  });
});

function options(name: string): Omit<InfrastructureOptions, 'use'> {
  return { root, state: join(root, name), durable: true, kafka: 'required', services: gardenServices, run };
}

// A login that may make databases and roles and is nothing more, as a careful administrator gives it.
async function addresses(): Promise<NodeJS.ProcessEnv> {
  await asTheirs(`
    do $$ begin
      if to_regrole('keeper') is null then create role keeper login createdb createrole password 'keeper'; end if;
    end $$;
    grant connect on database postgres to keeper`);
  const users = join(root, 'users.json');
  writeFileSync(users, JSON.stringify(theirs.kafka?.users));
  return {
    HOLDFAST_POSTGRES_URL: urlFor(theirs.postgres.adminUrl, {
      user: 'keeper',
      password: 'keeper',
      database: 'postgres',
    }),
    HOLDFAST_KAFKA_BROKERS: theirs.kafka?.brokers.join(','),
    HOLDFAST_KAFKA_ADMIN: `${theirs.kafka?.admin?.username}:${theirs.kafka?.admin?.password}`,
    HOLDFAST_KAFKA_USERS: users,
  };
}

async function asTheirs(sql: string): Promise<void> {
  await withConnection(theirs.postgres.adminUrl, async (client) => await client.query(sql));
}
