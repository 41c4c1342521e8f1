import { editsOf, type BreakInPostgres } from './break-in-postgres.ts';

const store = editsOf('src/consumer/postgres-consumer-store.ts');
const inbox = editsOf('src/consumer/store/inbox.ts');
const positions = editsOf('src/consumer/store/positions.ts');
const parked = editsOf('src/consumer/store/parked.ts');
const tables = editsOf('migrations/0006-start.sql');

const onPostgres = (title: string) => ({
  file: 'packages/messaging/src/consumer/postgres-consumer-store.db.test.ts',
  title,
});
const fence = '\n       and token = ${token} and next_offset = ${from}`';

/** The consumer's rules, each left out of its statements. */
export const consumerBreaksInPostgres: readonly BreakInPostgres[] = [
  {
    name: 'writes the inbox outside the effect transaction',
    test: onPostgres('forgets a step and a message that were rolled back'),
    edits: [
      store(
        '    record,\n',
        '    record: (_trx, consumer, seen) => database.transaction().execute((own) => record(own as never, consumer, seen)),\n',
      ),
    ],
  },
  {
    // What the rule calls a look-up in a set. That of the batch is `firstCopies`, which both stores share.
    name: 'looks ids up before it records them',
    test: onPostgres('waits for a copy that is in hand elsewhere, and goes by what became of it'),
    edits: [
      inbox(
        '  const { rows } = await sql<{ message_id: string }>`\n    insert',
        `  const { rows } = await sql<{ message_id: string }>\`
    select seen.message_id from unnest(\${ids}::uuid[]) as seen (message_id)
     where not exists (select from holdfast.consumer_inbox as i
                        where i.consumer = \${consumer} and i.message_id = seen.message_id)\`.execute(trx);
  await sql\`
    insert`,
      ),
      inbox('    on conflict do nothing\n    returning message_id`', '    on conflict do nothing`'),
    ],
  },
  {
    name: 'has no fence',
    test: onPostgres('fences out whoever held the place before'),
    edits: [positions(fence, '`')],
  },
  {
    name: 'fences by the token alone',
    test: onPostgres('fences out whoever takes a step from elsewhere'),
    edits: [positions(fence, '\n       and token = ${token}`')],
  },
  {
    name: 'fences by the offset alone',
    test: onPostgres('fences out whoever held the place before'),
    edits: [positions(fence, '\n       and next_offset = ${from}`')],
  },
  {
    name: 'keeps a flag apart from the parked rows',
    test: onPostgres('has parked nothing after a rollback'),
    edits: [
      tables(
        'update holdfast.messaging_schema set version = 6;',
        `create table holdfast.consumer_flag (key text primary key);
grant all on holdfast.consumer_flag to public;
update holdfast.messaging_schema set version = 6;`,
      ),
      store(
        '    park,\n',
        `    park: async (trx, consumer, place, messages) => {
      await park(trx, consumer, place, messages);
      await database.insertInto('holdfast.consumer_flag').values(messages.map(({ key }) => ({ key }))).execute();
    },\n`,
      ),
      store(
        '    heldKeys,\n',
        `    heldKeys: async (trx, _consumer, _place, keys) => {
      const flags = await (trx as unknown as Database).selectFrom('holdfast.consumer_flag').select('key').execute();
      return new Map(flags.filter(({ key }) => keys.includes(key)).map(({ key }) => [key, 0n]));
    },\n`,
      ),
    ],
  },
  {
    name: 'caches which keys are parked',
    test: onPostgres('holds a key exactly while it has rows, in its own place and consumer'),
    edits: [
      store(
        '  return {\n    claim:',
        '  let cached: Awaited<ReturnType<typeof heldKeys>> | undefined;\n  return {\n    claim:',
      ),
      store('    heldKeys,\n', '    heldKeys: async (...asked) => (cached ??= await heldKeys(...asked)),\n'),
    ],
  },
  {
    name: 'drives anew with SKIP LOCKED',
    test: onPostgres('lets nobody have the second message of a key while the first is in hand'),
    edits: [
      parked('order by record_offset limit 1 for update`', 'order by record_offset limit 1 for update skip locked`'),
    ],
  },
];
