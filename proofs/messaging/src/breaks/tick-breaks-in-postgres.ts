import { editsOf, type BreakInPostgres } from './break-in-postgres.ts';

const store = editsOf('src/tick/postgres-tick-store.ts');
const batch = editsOf('src/tick/batch.ts');
const rotation = editsOf('src/tick/rotation.ts');
const lease = editsOf('src/relay/postgres-lease.ts');
const tables = editsOf('migrations/0005-tick.sql');

const onPostgres = (title: string) => ({ file: 'packages/messaging/src/tick/postgres-tick-store.db.test.ts', title });
const whileRotating = (title: string) => ({ file: 'packages/messaging/test/rotation/rotation.db.test.ts', title });

const afterAll = '({ tick }: Cursor): Cursor {\n  return { tick: tick + 1n, rowId: 0n };';
const isVisible = 'and pg_visible_in_snapshot(x, ${snapshot}::pg_snapshot)';
const withoutLateOnes = batch(isVisible, 'and ${snapshot}::text is null');
const between =
  'and xid >= pg_snapshot_xmax(${before}::pg_snapshot) and xid < pg_snapshot_xmax(${snapshot}::pg_snapshot)';

/** The rules of the ticked outbox, each left out of its statements. */
export const tickBreaksInPostgres: readonly BreakInPostgres[] = [
  {
    name: 'looks for no late transactions',
    test: onPostgres('does not lose a row that was given a low id and committed late'),
    edits: [withoutLateOnes],
  },
  {
    name: 'keeps a bare id as its cursor (ticks)',
    test: onPostgres('does not lose a row that was given a low id and committed late'),
    edits: [
      store(afterAll, '({ tick, rowId }: Cursor): Cursor {\n  return { tick: tick + 1n, rowId };'),
      store(
        'const to = isThrough ? afterAll(batch.cursor)',
        'const to = isThrough ? afterAll({ ...batch.cursor, rowId: passed.at(-1)!.id })',
      ),
    ],
  },
  {
    name: 'goes by (xid, id) behind an xmin fence',
    test: onPostgres('shows what a transaction says late after what another one has said before it'),
    edits: [
      withoutLateOnes,
      batch(between, between.replaceAll('_xmax(', '_xmin(')),
      batch('where xid >= pg_snapshot_xmax(p.snapshot)) as new', 'where xid >= pg_snapshot_xmin(p.snapshot)) as new'),
      batch(
        '(select id, message_id, topic, key, headers, payload\n           from holdfast.outbox_event\n          where id >',
        '(select xid, id, message_id, topic, key, headers, payload\n           from holdfast.outbox_event\n          where id >',
      ),
      batch(
        'select id, message_id, topic, key, headers, payload\n             from',
        'select xid, id, message_id, topic, key, headers, payload\n             from',
      ),
      batch('order by e.id\n', 'order by e.xid, e.id\n'),
      // Which would sort them anew.
      batch("return withinBytes(lowest, { bytes, flag: 'is_marked' });", 'return lowest;'),
    ],
  },
  {
    name: 'counts rows for its cursor, and moves parked ones',
    test: onPostgres('sends no row of it any more, and every row of the others'),
    edits: [
      batch(
        'const from = firstId === null || cursor.rowId >= firstId ? cursor.rowId : firstId - 1n;',
        'const from = 0n;',
      ),
      batch('where (xid, id) > (x, ${cursor.rowId}::bigint)', 'where (xid, id) > (x, 0)'),
      batch(
        'order by e.id\n     limit ${limit}`',
        'order by e.id\n     limit ${limit} offset ${cursor.rowId}::bigint`',
      ),
      store('rowId: passed.at(-1)!.id }', 'rowId: batch.cursor.rowId + BigInt(passed.length) }'),
      store('rowId: rows.at(-1)!.id }', 'rowId: cursor.rowId + BigInt(rows.length) }'),
      store(
        'return Number(numAffectedRows);',
        `await sql\`delete from holdfast.outbox_event where id = any(\${rows.map(({ id }) => id)}::bigint[])\`.execute(trx);
  return Number(numAffectedRows);`,
      ),
      tables('grant select on holdfast.outbox_event to %I', 'grant select, delete on holdfast.outbox_event to %I'),
    ],
  },
  {
    name: 'moves rows in another transaction than the cursor',
    test: onPostgres('moves nothing whose mark is gone'),
    edits: [
      store(
        "return rollingBack<Awaited<ReturnType<RelayStore['conclude']>>>(database",
        "await moveCursor(database, lease, { from, to });\n  return rollingBack<Awaited<ReturnType<RelayStore['conclude']>>>(database",
      ),
      store(
        "return (await moveCursor(trx, lease, { from, to })) ? 'concluded' : rollBack('lease-lost');",
        "return 'concluded';",
      ),
    ],
  },
  {
    name: 'rotates without a new statement after the lock',
    test: whileRotating('nothing is emptied that is committed in the middle of a rotation'),
    edits: [
      rotation(
        '  // Waiting here would keep everybody waiting who wants to read.\n',
        '  const unsent = await hasUnsent(trx, third);\n',
      ),
      rotation("if (await hasUnsent(trx, third)) return 'unsent';", "if (unsent) return 'unsent';"),
    ],
  },
  {
    // A missing tick as an empty batch belongs to it: as an error it stops everything, and loses nothing.
    name: 'forgets ticks by their age',
    test: whileRotating('a tick stays as long as its batch is not sent'),
    edits: [
      rotation(
        'delete from holdfast.outbox_tick where n < (select tick from holdfast.outbox_cursor)',
        'delete from holdfast.outbox_tick where n < (select max(n) from holdfast.outbox_tick)',
      ),
      batch(
        'if (before === null) throw new TickMissing(tick);',
        `if (before === null) {
    await sql\`update holdfast.outbox_cursor set tick = tick + 1, row_id = 0\`.execute(trx);
    return placeOf(trx);
  }`,
      ),
      batch('async function placeOf(trx: Trx) {', 'async function placeOf(trx: Trx): Promise<any> {'),
    ],
  },
  {
    name: 'keeps the lease at a restore (ticks)',
    test: onPostgres('changes nothing in another database, although the lease in it is ours and has not run out'),
    edits: [lease('\n             and database = holdfast.this_database()`;', '`;')],
  },
];
