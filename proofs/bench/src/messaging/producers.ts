import { createOutbox } from '@holdfast/messaging';
import { createEngine, type OutboxWriter, type Scope } from '@holdfast/work';
import { sql } from 'kysely';
import type { BenchDatabase } from './bench-database.ts';
import type { Rate, Sizes, Subject } from './subject.ts';
import { timed } from './timed.ts';
import { note, TreeGrew } from './tree-grew.ts';

const clients = 16;

/** One update and one event per transaction, by sixteen clients: the same use case, with another outbox each time. */
export function producers(database: BenchDatabase, { forMs }: Sizes): Subject[] {
  const outbox = createOutbox({ service: 'garden' });
  const tick = createOutbox({ service: 'garden', table: 'holdfast.outbox_event' });
  const subject = (name: string, writer: OutboxWriter, says = true): Subject => ({
    name,
    run: () => saying(database, { writer, says, forMs }),
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

/** Transactions per second of sixteen clients, each with an update, and a message if it says one. */
export async function saying({ app, owner }: BenchDatabase, { writer, says, forMs }: Load): Promise<Rate> {
  await sql`truncate holdfast.outbox, holdfast.outbox_event, garden.their_outbox`.execute(owner);
  const inWriter: Record<string, number> = {};
  const outbox = timed(writer, inWriter);
  const engine = createEngine({ service: 'garden', database: app, parts: () => ({}), outbox });
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
  const tookMs = performance.now() - startedAt;
  const writeMs = inWriter['write'] ?? 0;
  const spentMs = { 'writing the message': writeMs, 'begin, update, commit': clients * tookMs - writeMs };
  return { perSecond: (1_000 * done) / tookMs, ...(says && { spentMs }) };
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
