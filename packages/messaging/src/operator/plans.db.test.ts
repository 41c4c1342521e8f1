import { eventually } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { outboxStatus, outboxStatusQuery } from './outbox-status.ts';

const database = await messagingDatabase();
const { owner } = database;
const rows = 20_000;

beforeEach(() => emptied(database));

test('what waits in the outbox of ticks is counted without a look at what is sent', async () => {
  await sql`insert into holdfast.outbox_event (message_id, topic, key, headers, payload)
            select gen_random_uuid(), 'garden.events', 'oak', '{}', 'x' from generate_series(1, ${rows}::int)`.execute(
    owner,
  );
  await eventually(nothingOlderIsOpen, { what: 'the end of whatever began before those rows' });
  // All of them are sent; and then one more comes.
  await sql`insert into holdfast.outbox_tick (n, snapshot) values (1, pg_current_snapshot())`.execute(owner);
  await sql`update holdfast.outbox_cursor set tick = 1`.execute(owner);
  await sql`insert into holdfast.outbox_event (message_id, topic, key, headers, payload)
            values (gen_random_uuid(), 'garden.events', 'oak', '{}', 'x')`.execute(owner);
  await sql`analyze holdfast.outbox_event`.execute(owner);
  expect(await outboxStatus(owner)).toMatchObject({ waiting: 1 });
  expect(await rowsLookedAt()).toBeLessThan(rows / 20);
});

/** Transactions are numbered for all databases of a server: one of another test holds the beginning of what is looked at back. */
async function nothingOlderIsOpen(): Promise<boolean> {
  const { rows: found } = await sql<{ isSo: boolean }>`
    select xid < pg_snapshot_xmin(pg_current_snapshot()) as "isSo" from holdfast.outbox_event order by id desc limit 1`.execute(
    owner,
  );
  return found[0]!.isSo;
}

/** Of the events, by the plan as it ran. */
async function rowsLookedAt(): Promise<number> {
  const { rows: lines } = await sql<{ 'QUERY PLAN': [{ Plan: Step }] }>`
    explain (analyze, format json) ${outboxStatusQuery}`.execute(owner);
  return eventsIn(lines[0]!['QUERY PLAN'][0].Plan);
}

interface Step {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Step[];
}

function eventsIn({ Plans = [], ...step }: Step): number {
  const isOfEvents = step['Relation Name']?.startsWith('outbox_event') ?? false;
  const seen = (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops'];
  return (isOfEvents ? seen : 0) + Plans.reduce((sum, plan) => sum + eventsIn(plan), 0);
}
