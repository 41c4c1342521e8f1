import { editsOf, type BreakInPostgres } from './break-in-postgres.ts';
import { sayingEarly } from './relay-breaks.ts';

const store = editsOf('src/relay/postgres-relay-store.ts');
const parked = editsOf('src/relay/postgres-parked.ts');
const lease = editsOf('src/relay/postgres-lease.ts');
const engine = editsOf('src/engine.ts', 'packages/work');
const operations = editsOf('src/operator/outbox-operations.ts');
const outboxTable = editsOf('migrations/0001-outbox.sql');
const parkedTables = editsOf('migrations/0003-parking.sql');

const onPostgres = (title: string) => ({ file: 'packages/messaging/src/relay/postgres-relay-store.db.test.ts', title });
const byOperators = (title: string) => ({ file: 'packages/messaging/src/operator/operations.db.test.ts', title });

const deleted = 'where o.id = a.id and o.message_id = a.message_id and exists (select from held))';
const releasing = `update holdfast.outbox_parked_key set state = 'release'
       where topic = \${topic} and key = \${key} and state = 'parked'\``;
const dropping = `update holdfast.outbox_parked set is_void = true where id = \${id} and not is_void
      returning topic, key, message_id as "messageId"\``;
// PostgreSQL itself refuses a parked row without a mark, which hides these breaks.
const withoutForeignKey = parkedTables(
  'is_void boolean not null default false,\n  foreign key (topic, key) references holdfast.outbox_parked_key (topic, key)\n',
  'is_void boolean not null default false\n',
);
const withoutJoin = store(
  'from moved as m join holdfast.outbox_parked_key as k on k.topic = m.topic and k.key = m.key',
  'from moved as m',
);

/** The producer's rules, each left out of its statements. */
export const relayBreaksInPostgres: readonly BreakInPostgres[] = [
  {
    name: 'deletes by range',
    test: onPostgres('does not lose a row that was given a low id and committed late'),
    edits: [store(deleted, 'where o.id <= a.id and exists (select from held))')],
  },
  {
    name: 'deletes by id alone',
    test: onPostgres('does not delete another message that was given the same id after a restore'),
    edits: [store(deleted, 'where o.id = a.id and exists (select from held))')],
  },
  {
    // Before the lease: under it nobody else marks a key, so that two statements would do.
    name: 'reads the marks before the rows',
    test: onPostgres('a relay that asks while another one parks a key waits, and sees that it is parked'),
    edits: [
      store(
        'const lease = await takeLease(trx, owner, leaseMs);',
        `const marks = await sql<{ topic: string; key: string }>\`select topic, key from holdfast.outbox_parked_key\`.execute(trx);
        const isMarked = (row: SelectedRow) => marks.rows.some(({ topic, key }) => topic === row.topic && key === row.key);
        const lease = await takeLease(trx, owner, leaseMs);`,
      ),
      store(
        'rows: await lowestRows(trx, lease, most) }',
        'rows: (await lowestRows(trx, lease, most)).map((row) => ({ ...row, isMarked: isMarked(row) })) }',
      ),
    ],
  },
  {
    name: 'marks in a second transaction',
    test: onPostgres('nobody sees the rows of a key moved that is not marked yet'),
    edits: [
      withoutForeignKey,
      withoutJoin,
      store(
        `    park: (lease, row, reason) =>
      rollingBack<Awaited<ReturnType<RelayStore['park']>>>(database, async (trx, rollBack) => {`,
        `    park: async (lease, row, reason) => {
      const parking = await rollingBack<Awaited<ReturnType<RelayStore['park']>>>(database, async (trx, rollBack) => {`,
      ),
      store(
        `        await mark(trx, row, reason);
        await moveMarked(trx, [row]);
        return 'parked';
      }),`,
        `        await moveMarked(trx, [row]);
        return 'parked';
      });
      if (parking === 'parked') await database.transaction().execute((trx) => mark(trx, row, reason));
      return parking;
    },`,
      ),
    ],
  },
  {
    name: 'skips locked rows, with two relays',
    test: onPostgres('a row that somebody has locked is not left out'),
    edits: [
      store('order by o.id\n     limit ${limit}`', 'order by o.id\n     limit ${limit} for update of o skip locked`'),
      outboxTable(
        'grant select, delete on holdfast.outbox to %I',
        'grant select, update, delete on holdfast.outbox to %I',
      ),
    ],
  },
  {
    name: 'inserts before the lock',
    test: { file: 'packages/work/src/engine.db.test.ts', title: 'says everything by one statement, which is the last' },
    edits: [
      ...sayingEarly,
      engine(
        '      const answer = await body({ trx, now, within:',
        `      let early = Promise.resolve();
      scopes.early = () => { early = early.then(() => this.#options.outbox.write(trx, scopes.said.slice(-1), now)); };
      const answer = await body({ trx, now, within:`,
      ),
      engine('if (scopes.said.length > 0) await this.#options.outbox.write(trx, scopes.said, now);', 'await early;'),
    ],
  },
  {
    name: 'releases by inserting again',
    test: byOperators('is released by its mark, once'),
    edits: [
      operations(
        releasing,
        `with moved as (
        delete from holdfast.outbox_parked where topic = \${topic} and key = \${key} returning *
      ), again as (
        insert into holdfast.outbox (message_id, topic, key, headers, payload)
        select message_id, topic, key, headers, payload from moved order by id
      )
      delete from holdfast.outbox_parked_key
       where topic = \${topic} and key = \${key} and state = 'parked'\``,
      ),
      withoutForeignKey,
    ],
  },
  {
    name: 'removes the mark first',
    test: onPostgres('stays held until the last of its parked rows is sent'),
    edits: [
      parked(
        "where k.state = 'release'\n       and not exists (select from holdfast.outbox_parked as p where p.topic = k.topic and p.key = k.key)",
        "where k.state = 'release'",
      ),
      withoutForeignKey,
    ],
  },
  {
    name: 'drops without a void record',
    test: byOperators('is dropped by becoming void, once'),
    edits: [
      operations(
        dropping,
        'delete from holdfast.outbox_parked where id = ${id} returning topic, key, message_id as "messageId"`',
      ),
    ],
  },
  {
    name: 'moves rows that are not joined to their mark',
    test: onPostgres('moves nothing whose mark is gone'),
    edits: [
      withoutForeignKey,
      withoutJoin,
      store("if ((await countMarks(trx, marked)) < countKeys(marked)) return rollBack('marks-gone');", ''),
    ],
  },
  {
    name: 'keeps the lease at a restore',
    test: onPostgres('changes nothing in another database, although the lease in it is ours and has not run out'),
    edits: [lease('\n             and database = holdfast.this_database()`;', '`;')],
  },
  {
    name: 'has no fence of its own',
    test: onPostgres('does not let a relay delete that has been taken over'),
    edits: [
      lease(
        'return sql`owner = ${owner} and epoch = ${epoch} and lease_until > clock_timestamp()\n             and',
        'return sql`${owner}::uuid is not null and ${epoch}::bigint is not null and',
      ),
    ],
  },
];
