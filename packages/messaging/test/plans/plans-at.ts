import { randomUUID } from 'node:crypto';
import { sql, type RawBuilder, type Transaction } from 'kysely';
import { expect } from 'vitest';
import { takeLease } from '../../src/relay/postgres-lease.ts';
import type { Lease } from '../../src/relay/relay-store.ts';
import {
  batchQuery,
  moveCursor,
  openBatch,
  planByIndex,
  tickQuery,
  type Cursor,
  type OpenBatch,
} from '../../src/tick/batch.ts';
import { emptied, type MessagingDatabase } from '../messaging-database.ts';
import { writeRows } from './backlog.ts';
import { planOf, type Plan } from './plan-of.ts';

const limit = 1_000;

export interface Size {
  readonly size: number;
  /** Whether the planner hears of the rows, or goes on believing that there are none. */
  readonly isAnalyzed: boolean;
}

/**
 * Looks at what the relay's statements read while so many rows are in the ticked outbox. Each of them must read what it
 * answers with and a handful more, however many rows there are: sent, to be sent, or committed meanwhile.
 */
export async function plansAt(database: MessagingDatabase, size: Size): Promise<void> {
  await emptied(database);
  // The planner has heard that there is nothing in it.
  await sql`analyze holdfast.outbox_event`.execute(database.owner);
  const late = await database.app.startTransaction().execute();
  try {
    await plansBeside(database, { ...size, late });
  } finally {
    if (!late.isCommitted) await late.rollback().execute();
  }
}

async function plansBeside(
  database: MessagingDatabase,
  { size, isAnalyzed, late }: Size & { late: Late },
): Promise<void> {
  await writeRows(late, 10);
  await writeRows(database.app, 10);
  const first = await batchOf(database, { tick: 0n, rowId: 0n });
  await writeRows(database.app, size);
  if (isAnalyzed) await sql`analyze holdfast.outbox_event`.execute(database.owner);

  const small = await planned(database, (lease) => batchQuery(lease, { batch: first, limit }));
  expectByIndex(small, 'a batch with much behind it', { read: 10 });
  expectByIndex(await lookedAt(database), 'a look with much behind the batch', {});

  await passed(database, first);
  const second = await batchOf(database, { tick: 1n, rowId: 0n });
  const middle = { ...second, cursor: { ...second.cursor, rowId: second.firstId! - 1n + BigInt(size / 2) } };
  for (const [what, batch, left] of [
    ['the first piece of a batch', second, size],
    ['a piece from the middle of it', middle, size / 2],
  ] as const) {
    const piece = await planned(database, (lease) => batchQuery(lease, { batch, limit }));
    expectByIndex(piece, what, { read: Math.min(limit, left) });
  }
  expectByIndex(await lookedAt(database), 'a look with much to send', {});

  await passed(database, second);
  await late.commit().execute();
  await writeRows(database.app, 10);
  const tick = await planned(database, (lease) => tickQuery(lease, { tick: 2n, rowId: 0n }));
  // The new ones, and one of the late ones, which is enough to know.
  expectByIndex(tick, 'a tick with much behind it that is sent', { read: 11, only: /_xid_id_idx$/ });
  const third = await batchOf(database, { tick: 2n, rowId: 0n });
  const last = await planned(database, (lease) => batchQuery(lease, { batch: third, limit }));
  expectByIndex(last, 'late rows and new ones', { read: 20 });
  expect(last.steps.some(({ index, rows }) => index?.endsWith('_xid_id_idx') && rows === 10)).toBe(true);
  expectByIndex(await lookedAt(database), 'a look with much that is sent', {});
}

/** Every row of the largest size that is not stored apart from its table: a whole piece of these is sorted in memory. */
export async function planOfWideRows(database: MessagingDatabase): Promise<Plan> {
  await emptied(database);
  await writeRows(database.app, 2 * limit, { bytes: 1_888 });
  const batch = await batchOf(database, { tick: 0n, rowId: 0n });
  return planned(database, (lease) => batchQuery(lease, { batch, limit }));
}

function expectByIndex(plan: Plan, what: string, { read, only }: { read?: number; only?: RegExp }): void {
  // A tick also takes over what is in the other outbox, of which there is nothing.
  const ofEvents = plan.steps.filter(
    ({ type, relation }) => type !== 'ModifyTable' && relation?.startsWith('outbox_event'),
  );
  for (const { type, index } of ofEvents) {
    expect(type, what).toMatch(/^Index (Only )?Scan$/);
    if (only) expect(index, what).toMatch(only);
  }
  if (read !== undefined) expect(readOf(ofEvents), `rows read by ${what}`).toBe(read);
  expect(plan.pages, `pages read by ${what}`).toBeLessThan(600 + 4 * (read ?? 0));
  expectInMemory(plan, what);
}

export function expectInMemory({ steps }: Plan, what: string): void {
  for (const { sortedOn } of steps) expect(sortedOn ?? 'Memory', `where ${what} is sorted`).toBe('Memory');
}

function readOf(steps: Plan['steps']): number {
  return steps.reduce((sum, { rows }) => sum + rows, 0);
}

/** The plan of a statement under a lease. Nothing of it is kept. */
async function planned(database: MessagingDatabase, statement: (lease: Lease) => RawBuilder<unknown>): Promise<Plan> {
  const trx = await database.relay.startTransaction().execute();
  try {
    const lease = await leased(trx);
    return await planOf(trx, statement(lease));
  } finally {
    await trx.rollback().execute();
  }
}

async function lookedAt({ relay }: MessagingDatabase): Promise<Plan> {
  return relay.transaction().execute((trx) => planOf(trx, sql`select holdfast.oldest_outbox_event()`));
}

/** The batch that comes after this place, by a new tick. */
async function batchOf({ relay }: MessagingDatabase, cursor: Cursor): Promise<OpenBatch> {
  const batch = await relay.transaction().execute(async (trx) => openBatch(trx, await leased(trx)));
  expect(batch).toMatchObject({ cursor });
  return batch as OpenBatch;
}

async function passed({ relay }: MessagingDatabase, { cursor }: OpenBatch): Promise<void> {
  const to = { tick: cursor.tick + 1n, rowId: 0n };
  const isMoved = await relay
    .transaction()
    .execute(async (trx) => moveCursor(trx, await leased(trx), { from: cursor, to }));
  expect(isMoved).toBe(true);
}

async function leased(trx: Trx): Promise<Lease> {
  await sql`select ${planByIndex}`.execute(trx);
  return (await takeLease(trx, me, 60_000))!;
}

const me = randomUUID();

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in SQL
type Trx = Transaction<any>;

type Late = Awaited<ReturnType<ReturnType<MessagingDatabase['app']['startTransaction']>['execute']>>;
