import { createOutbox } from '@holdfast/messaging';
import { createEngine, type OutboxWriter, type Scope } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import type { BenchDatabase } from './bench-database.ts';
import type { Sizes, Subject } from './subject.ts';
import { note, TreeGrew } from './tree-grew.ts';

const clients = 16;

/** One update and one event per transaction, by sixteen clients: the same use case, with another outbox each time. */
export function producers({ app, owner }: BenchDatabase, { forMs }: Sizes): Subject[] {
  const outbox = createOutbox({ service: 'garden' });
  const tick = createOutbox({ service: 'garden', table: 'holdfast.outbox_event' });
  const subject = (name: string, writer: OutboxWriter, says = true): Subject => ({
    name,
    run: async () => {
      await sql`truncate holdfast.outbox, holdfast.outbox_event, garden.their_outbox`.execute(owner);
      return { perSecond: await transactions(app, { writer, says, forMs }) };
    },
  });
  return [
    subject('nothing said', outbox, false),
    subject('outbox', outbox),
    subject('tick outbox', tick),
    subject('nestjs/outbox, modelled', theirs),
    subject('NOTIFY, modelled', notifying(outbox)),
  ];
}

interface Load {
  readonly writer: OutboxWriter;
  readonly says: boolean;
  readonly forMs: number;
}

// oxlint-disable-next-line typescript/no-explicit-any -- tables are named in SQL
async function transactions(database: Kysely<any>, { writer, says, forMs }: Load): Promise<number> {
  const engine = createEngine({ service: 'garden', database, parts: () => ({}), outbox: writer });
  const call = { actor: engine.anonymous, correlationId: 'bench', traceparent: '' };
  const until = performance.now() + forMs;
  const startedAt = performance.now();
  let done = 0;
  const grow = async (client: number): Promise<void> => {
    for (let n = 0; performance.now() < until; n += 1) {
      const treeId = `tree-${(client * 61 + n * 7) % 1_000}`;
      await engine.transact(call, async ({ trx, scope }) => {
        await sql`update garden.tree set grown = grown + 1 where tree_id = ${treeId}`.execute(trx);
        if (says) (scope as Scope<object, typeof TreeGrew>).publish(TreeGrew, { treeId, number: n, note });
      });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => grow(client)));
  return (1_000 * done) / (performance.now() - startedAt);
}

/** The statements of `add`: a lock for the key, so that two of one key are in sequence, and the row. */
const theirs: OutboxWriter = {
  async write(trx, said) {
    for (const { id, subject, payload } of said) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`.execute(trx);
      await sql`
        insert into garden.their_outbox (message_id, topic, key, headers, payload)
        values (${id}, 'garden.events', ${subject}, '{}', ${new TextDecoder().decode(payload)}::jsonb)`.execute(trx);
    }
  },
  committed: () => undefined,
};

/** As with a trigger that tells listeners of each row. */
function notifying(outbox: OutboxWriter): OutboxWriter {
  return {
    async write(trx, said, now) {
      await outbox.write(trx, said, now);
      await sql`select pg_notify('outbox', '')`.execute(trx);
    },
    committed: () => undefined,
  };
}
