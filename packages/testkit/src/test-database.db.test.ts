import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { openTestDatabase, testDatabase } from './test-database.ts';
import { durableServers, testInfra } from './test-infra.ts';

const home = mkdtempSync(join(tmpdir(), 'holdfast-testkit-'));
afterAll(() => rmSync(home, { recursive: true }));

function packageWith(name: string, statement: string) {
  const folder = mkdtempSync(join(home, 'package-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, '0001-first.sql'),
    `-- phase: expand\n-- transaction: on\n-- door: two-way\n\n${statement}\n`,
  );
  return { package: name, folder };
}

const packages = [
  packageWith('@holdfast/soil', 'create table layer (id int);'),
  packageWith('@yard/garden', 'create table bed (id int);'),
];

async function rowsOf(db: Kysely<unknown>, statement: string): Promise<unknown[]> {
  return (await sql.raw(statement).execute(db)).rows;
}

async function rowsAsAdmin(statement: string, values: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: testInfra().fast.postgres.adminUrl });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end();
  }
}

describe('a test’s database', async () => {
  const { owner, app, relay, name, roles } = await testDatabase({ service: 'garden', packages });

  test('is migrated', async () => {
    expect(await rowsOf(owner, 'select file from holdfast.migration')).toHaveLength(2);
    expect(await rowsOf(owner, 'select * from garden.bed union all select * from holdfast.layer')).toEqual([]);
  });

  test('is seen by each role as in production', async () => {
    const who = 'select current_user as role, current_database() as database';
    expect(await rowsOf(app, who)).toEqual([{ role: roles.app, database: name }]);
    expect(await rowsOf(relay, who)).toEqual([{ role: roles.relay, database: name }]);
    await rowsOf(app, 'insert into bed values (1)');
    await expect(rowsOf(app, 'drop table bed')).rejects.toThrow('must be owner');
    await expect(rowsOf(relay, 'select * from garden.bed')).rejects.toThrow('permission denied');
  });

  test('is not another test’s', async () => {
    const other = await openTestDatabase(testInfra().fast, { service: 'garden', packages });
    expect(await rowsOf(other.app, 'select * from bed')).toEqual([]);
    await expect(rowsOf(app, 'select * from bed')).resolves.toHaveLength(1);
    await other.drop();
  });
});

describe('a database that is dropped', () => {
  test('is gone with its roles, although somebody is still connected; again is fine', async () => {
    const database = await openTestDatabase(testInfra().fast, { service: 'garden' });
    const guest = new Client({ connectionString: database.urls.owner });
    guest.on('error', () => undefined);
    await guest.connect();
    await database.drop();
    await database.drop();
    expect(await rowsAsAdmin('select from pg_database where datname = $1', [database.name])).toEqual([]);
    expect(await rowsAsAdmin('select from pg_roles where rolname like $1', [`${database.namespace}%`])).toEqual([]);
    await guest.end().catch(() => undefined);
  });

  test('is so too when its migration fails', async () => {
    const namespace = `${testInfra().prefix}0000ff`;
    const bad = [packageWith('@yard/garden', 'select * from nowhere;')];
    await expect(openTestDatabase(testInfra().fast, { service: 'garden', packages: bad, namespace })).rejects.toThrow(
      'nowhere',
    );
    expect(await rowsAsAdmin('select from pg_database where datname like $1', [`${namespace}%`])).toEqual([]);
  });
});

describe('the servers of a run', () => {
  const settings = `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit') order by name`;

  test('forget nothing that they acknowledged, where a test asks for that', async () => {
    const { owner, drop } = await openTestDatabase(await durableServers(), { service: 'garden' });
    expect(await rowsOf(owner, settings)).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
    await drop();
  });
});
