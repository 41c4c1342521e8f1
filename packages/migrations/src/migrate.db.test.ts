import { describe, expect, test } from 'vitest';
import { scratchDatabase } from '../test/scratch-database.ts';
import { expand, writePackage } from '../test/written-package.ts';
import { migrate, MigrationRefused, status } from './migrate.ts';
import type { MigrationEvent } from './migrate.ts';
import type { MigrationSource } from './migration-source.ts';
import { MigrationFailed } from './run-file.ts';

const beds = { '0001-beds.sql': expand('create table bed (id int primary key);') };
const paths = { '0002-paths.sql': expand('create table path (id int primary key);') };

async function migrations() {
  const { ownerUrl: url, roles, ...database } = await scratchDatabase();
  const events: MigrationEvent[] = [];
  const run = async (...packages: MigrationSource[]) =>
    await migrate({ url, roles, packages, schema: 'garden', log: (event) => void events.push(event) });
  const ledger = () =>
    database.read<{ package: string; file: string }>(
      'select package, file from holdfast.migration order by applied_at',
    );
  return { ...database, url, roles, events, run, ledger };
}

describe('an empty database', async () => {
  const { run, ledger, read, events } = await migrations();

  test('gets platform tables and then the service’s own, each in its schema', async () => {
    const soil = writePackage('@holdfast/soil', { '0001-layers.sql': expand('create table layer (id int);') });
    const { applied } = await run(soil, writePackage('@yard/garden', { ...paths, ...beds }));
    expect(applied.map(({ file }) => file)).toEqual(['0001-layers.sql', '0001-beds.sql', '0002-paths.sql']);
    expect(await ledger()).toEqual([
      { package: '@holdfast/soil', file: '0001-layers.sql' },
      { package: '@yard/garden', file: '0001-beds.sql' },
      { package: '@yard/garden', file: '0002-paths.sql' },
    ]);
    const tables = await read(
      `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('garden', 'holdfast') order by 1`,
    );
    expect(tables).toEqual(
      ['garden.bed', 'garden.path', 'holdfast.layer', 'holdfast.migration'].map((name) => ({ name })),
    );
  });

  test('tells what it gets', () => {
    expect(events).toHaveLength(4);
    expect(events[1]).toEqual({
      event: 'applied',
      package: '@yard/garden',
      file: '0001-beds.sql',
      phase: 'expand',
      door: 'two-way',
      tookMs: expect.any(Number) as number,
    });
    expect(events[3]).toEqual({ event: 'done', applied: 3, alreadyApplied: 0, newer: 0 });
  });
});

describe('a database that is up to date', async () => {
  const { run, ledger, url } = await migrations();

  test('gets nothing a second time', async () => {
    await run(writePackage('@yard/garden', beds));
    expect(await run(writePackage('@yard/garden', beds))).toMatchObject({ applied: [], alreadyApplied: 1, newer: 0 });
    expect(await ledger()).toHaveLength(1);
  });

  test('of a newer release is fine for an older one', async () => {
    await run(writePackage('@yard/garden', { ...beds, ...paths }));
    expect(await run(writePackage('@yard/garden', beds))).toMatchObject({ applied: [], alreadyApplied: 1, newer: 1 });
  });

  test('shows what a job would do, and does not do it', async () => {
    const packages = [writePackage('@yard/garden', { ...beds, ...paths, '0003-more.sql': expand('select 1;') })];
    const { toApply } = await status({ url, packages });
    expect(toApply.map(({ file }) => file)).toEqual(['0003-more.sql']);
    expect(await ledger()).toHaveLength(2);
  });

  test('refuses a file that was edited, before it changes anything', async () => {
    const edited = {
      '0001-beds.sql': `${beds['0001-beds.sql']}-- edited\n`,
      ...paths,
      '0003-more.sql': expand('select 1;'),
    };
    const error = await run(writePackage('@yard/garden', edited)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MigrationRefused);
    expect((error as MigrationRefused).message).toMatch(
      /^@yard\/garden 0001-beds\.sql was changed after it had been applied/,
    );
    expect(await ledger()).toHaveLength(2);
  });
});

describe('a file that fails half way', async () => {
  const { run, ledger, read } = await migrations();
  const bad = expand('create table path (id int);\ninsert into path values (1);\ninsert into nowhere values (1);');

  test('leaves nothing, and what came before it stays', async () => {
    const files = { ...beds, '0002-bad.sql': bad, '0003-later.sql': expand('select 1;') };
    await expect(run(writePackage('@yard/garden', files))).rejects.toThrow(MigrationFailed);
    expect(await ledger()).toEqual([{ package: '@yard/garden', file: '0001-beds.sql' }]);
    expect(await read(`select to_regclass('garden.path') as path`)).toEqual([{ path: null }]);
  });

  test('is named with the line at which PostgreSQL stopped', async () => {
    const error = await run(writePackage('@yard/garden', { ...beds, '0002-bad.sql': bad })).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'migration-failed', file: '0002-bad.sql', line: 7 });
    expect((error as Error).message).toBe(
      '@yard/garden 0002-bad.sql:7 relation "nowhere" does not exist. Nothing of this file was kept; files before it were.',
    );
  });

  test('runs once it is mended', async () => {
    await run(writePackage('@yard/garden', { ...beds, '0002-bad.sql': bad.replace('nowhere', 'path') }));
    expect(await ledger()).toHaveLength(2);
  });
});

describe('the roles of a service', async () => {
  const { run, roles, readAsApp, read } = await migrations();
  const grant = `do $$ begin execute format('grant select on layer to %I', current_setting('holdfast.relay_role')); end $$;`;

  test('may use the service’s tables, and not change the schema', async () => {
    await run(
      writePackage('@yard/garden', {
        '0001-beds.sql': expand('create table bed (id bigserial primary key, name text);'),
      }),
    );
    await readAsApp(`insert into garden.bed (name) values ('roses')`);
    expect(await readAsApp('select name from garden.bed')).toEqual([{ name: 'roses' }]);
    await expect(readAsApp('create table garden.mine ()')).rejects.toThrow('permission denied for schema garden');
    await expect(readAsApp('drop table garden.bed')).rejects.toThrow('must be owner');
    await expect(readAsApp('select * from holdfast.migration')).rejects.toThrow('permission denied');
  });

  test('get what a file grants to them by name', async () => {
    await run(writePackage('@holdfast/soil', { '0001-layers.sql': expand(`create table layer (id int);\n${grant}`) }));
    const privileges = await read(
      `select r as role, has_table_privilege(r, 'holdfast.layer', 'select') as reads, has_table_privilege(r, 'holdfast.layer', 'insert') as writes from unnest(array[$1, $2]) r`,
      [roles.relay, roles.app],
    );
    expect(privileges).toEqual([
      { role: roles.relay, reads: true, writes: false },
      { role: roles.app, reads: false, writes: false },
    ]);
  });
});

describe('what a file sets', async () => {
  const { run, ledger } = await migrations();

  test('does not reach the next one', async () => {
    const sets = expand(
      `set search_path = pg_temp;\nset statement_timeout = 1;\nset holdfast.app_role = 'somebody';\nselect 1;`,
    );
    const checks = expand(
      `do $$ begin assert current_schema() = 'garden' and current_setting('statement_timeout') = '0' and current_setting('holdfast.app_role') <> 'somebody'; end $$;`,
    );
    await run(writePackage('@yard/garden', { '0001-sets.sql': sets, '0002-checks.sql': checks }));
    expect(await ledger()).toHaveLength(2);
  });
});

describe('a database with an inbox', async () => {
  const { run, read } = await migrations();
  const inbox = `
    create table made (days_ahead int);
    create function holdfast.make_inbox_partitions(days_ahead int) returns void language sql as 'insert into holdfast.made values (days_ahead)';`;

  test('gets its partitions from every job, also from one without a file to apply', async () => {
    const packages = writePackage('@holdfast/mail', { '0001-inbox.sql': expand(inbox) });
    await run(packages);
    await run(packages);
    expect(await read('select days_ahead from holdfast.made')).toEqual([{ days_ahead: 14 }, { days_ahead: 14 }]);
  });

  test('loses its old ones by every job, for as long as it says itself', async () => {
    const drops = `
      create table dropped (keep_days int);
      create function holdfast.drop_inbox_partitions(keep_days int default 30) returns void language sql as 'insert into holdfast.dropped values (keep_days)';`;
    const packages = writePackage('@holdfast/post', { '0001-drops.sql': expand(drops) });
    await run(packages);
    await run(packages);
    expect(await read('select keep_days from holdfast.dropped')).toEqual([{ keep_days: 30 }, { keep_days: 30 }]);
  });
});

describe('a release', async () => {
  const { url, roles, read } = await migrations();

  test('stands in the ledger beside the files that it applied, with their doors', async () => {
    const packages = [
      writePackage('@yard/garden', { '0001-beds.sql': (beds['0001-beds.sql'] ?? '').replace('two-way', 'one-way') }),
    ];
    await migrate({ url, roles, packages, schema: 'garden', release: '2.1.0' });
    expect(await read('select release, phase, door from holdfast.migration')).toEqual([
      { release: '2.1.0', phase: 'expand', door: 'one-way' },
    ]);
  });
});
