import { sql } from 'kysely';
import pc from 'picocolors';
import { beforeAll, describe, expect, test } from 'vitest';
import { parkedGarden } from '../../test/parked-garden.ts';
import type { Terminal } from '../terminal.ts';
import { dbQueryCommand, type DbQueryCommand } from './db-query.ts';

const garden = await parkedGarden();
const { owner, roles } = garden.database;

beforeAll(async () => {
  await sql`create table garden.plant (id int, name text, price numeric, grown boolean, seen timestamptz, facts jsonb)`.execute(
    owner,
  );
  await sql`create table garden.secret (id int)`.execute(owner);
  await sql`revoke all on garden.secret from ${sql.id(roles.app)}`.execute(owner);
  await sql`insert into garden.plant values
    (1, 'oak', 12.50, true, '2026-05-04T03:02:01Z', '{"tall": true}'),
    (2, E'elm, "old"\n', null, false, null, null)`.execute(owner);
  await sql`grant select, insert on garden.plant to ${sql.id(roles.app)}`.execute(owner);
});

const query = async (text: string, wish: Partial<DbQueryCommand> & { isTerminal?: boolean } = {}) => {
  const [outs, says]: [string[], string[]] = [[], []];
  const { isTerminal = false, ...rest } = wish;
  const terminal: Terminal = {
    colour: pc.createColors(false),
    isTerminal,
    out: (line) => void outs.push(line),
    say: (line) => void says.push(line),
  };
  const code = await dbQueryCommand({
    root: garden.root,
    terminal,
    service: 'garden',
    sql: text,
    timeout: 30,
    ...rest,
  });
  return { code, outs, says };
};

describe('db query', () => {
  test('on a terminal is a table with its count', async () => {
    expect(await query('select id, name, price from plant order by id;', { isTerminal: true })).toEqual({
      code: 0,
      outs: ['id  name        price', '1   oak         12.50', '2   elm, "old"  ∅'],
      says: ['2 rows'],
    });
  });

  test('in a pipe is one JSON object for each row', async () => {
    const { outs, says } = await query('select *, 9007199254740993::bigint as big, id from plant order by id limit 1');
    expect(outs.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        id: 1,
        name: 'oak',
        price: '12.50',
        grown: true,
        seen: '2026-05-04 03:02:01+00',
        facts: { tall: true },
        big: '9007199254740993',
        id_2: 1,
      },
    ]);
    expect(says).toEqual([]);
  });

  test('as CSV has names, and quotes what needs it', async () => {
    const { outs } = await query(`select name, price, '' as none from plant order by id`, {
      csv: true,
      isTerminal: true,
    });
    expect(outs).toEqual(['name,price,none', 'oak,12.50,""', '"elm, ""old""\n",,""']);
  });

  test('is asked as the service', async () => {
    const { outs } = await query('select current_user as who');
    expect(outs).toEqual([JSON.stringify({ who: roles.app })]);
    await expect(query('table secret')).rejects.toThrow('permission denied for table secret (42501)');
  });

  test.each([
    `insert into plant (id) values (3)`,
    `with added as (insert into plant (id) values (3) returning id) table added`,
    `select set_config('transaction_read_only', 'off', false), (select 1 from plant limit 1)`,
    `set transaction read write`,
    `create table garden.weed (id int)`,
  ])('changes nothing: %s', async (text) => {
    const outcome = await query(text).catch((error: { code?: string }) => error);
    expect(['sql-refused', 0]).toContain(outcome.code);
    const { rows } = await sql<{ count: string }>`select count(*) from garden.plant`.execute(owner);
    expect(rows).toEqual([{ count: '2' }]);
  });

  test('says that it only reads', async () => {
    await expect(query(`insert into plant (id) values (3)`)).rejects.toThrow('This command only reads');
  });

  test.each(['commit; insert into plant (id) values (3)', 'select 1; select 2'])(
    'refuses two statements: %s',
    async (text) => {
      await expect(query(text)).rejects.toThrow('These are several statements. Ask one at a time. (42601)');
      expect((await query('select count(*)::int as n from plant')).outs).toEqual(['{"n":2}']);
    },
  );

  test.each([
    'copy plant to stdout',
    '-- all\n/* of /* it */ */ COPY (select 1) to stdout',
    'copy plant (id) to stdout csv',
  ])('refuses COPY, whose rows nobody would see: %s', async (text) => {
    await expect(query(text)).rejects.toThrow(/^COPY shows no rows here.*--csv/);
  });

  test('shows where the SQL is wrong', async () => {
    await expect(query('select nam from plant')).rejects.toThrow(
      'column "nam" does not exist (42703)\n  select nam from plant\n         ^\n  Hint: Perhaps you meant',
    );
    await expect(query(`select '蜂'\nfrom\tplants`)).rejects.toThrow(
      '(42P01)\n  line 2: from plants\n               ^',
    );
  });

  test('names the tables that there are, where one is not', async () => {
    await expect(query('table plants')).rejects.toThrow(
      /"plants" does not exist \(42P01\)\n.*\n.*\n {2}Its tables are in garden and holdfast: plant, .*holdfast\.effect_intent/,
    );
    await expect(query('table plants')).rejects.not.toThrow(/secret|pg_/);
    await expect(query('select plnt.id from plant')).rejects.not.toThrow('Its tables');
  });

  test('gives up what takes too long', async () => {
    await expect(query('select pg_sleep(20)', { timeout: 1 })).rejects.toThrow(/took too long.*--timeout.*\(57014\)/);
  });

  test.each(['', 'commit', '-- nothing'])('of a statement without rows says so: %j', async (text) => {
    const { outs, says } = await query(text);
    expect([outs, says]).toEqual([[], [expect.stringContaining('there is nothing to show')]]);
  });

  test.each([
    ['a service that is not there', { service: 'pond' }, 'There is no service pond. There are: garden, shed.'],
    ['a service that was never started', { service: 'shed' }, 'shed has no database in what runs here.'],
    ['a folder where nothing runs', { root: '/nowhere', service: 'pond' }, 'There is no service pond'],
  ])('of %s says so', async (_what, wish, sentence) => {
    await expect(query('select 1', wish)).rejects.toThrow(sentence);
  });

  test('says when nothing runs', async () => {
    garden.ends();
    await expect(query('select 1')).rejects.toMatchObject({ code: 'nothing-runs' });
    garden.runs('garden');
  });
});
