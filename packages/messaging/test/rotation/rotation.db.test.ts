import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Lease } from '../../src/relay/relay-store.ts';
import { rowSaying, textsOf } from '../../src/testing/rows-saying.ts';
import { postgresTickStore } from '../../src/tick/postgres-tick-store.ts';
import { Rotation } from '../../src/tick/rotation.ts';
import { meanwhile } from '../meanwhile.ts';
import { emptied, messagingDatabase } from '../messaging-database.ts';

const database = await messagingDatabase();
const store = postgresTickStore(database.relay);
const owner = randomUUID();
const size = { leaseMs: 60_000, limit: 10 };
/** More than a rotation has. */
const statements = 12;

beforeEach(() => emptied(database));

test('nothing is emptied that is committed in the middle of a rotation', async () => {
  const became = new Set<string>();
  for (let after = 1; after <= statements; after += 1) {
    await emptied(database);
    const late = await lateWriter();
    const lease = await turnAround();
    let done = 0;
    const between = meanwhile(database.relay, async () => {
      done += 1;
      if (done === after) await late.commit().execute();
    });
    became.add(await new Rotation(between, {}).rotate(lease));
    if (!late.isCommitted) await late.commit().execute();
    expect(await waiting(), `committed after statement ${after}`).toEqual(['late']);
  }
  // Both were tried: in time to be seen, and too late to be waited for.
  expect([...became].toSorted()).toEqual(['held', 'unsent']);
});

test('a tick stays as long as its batch is not sent', async () => {
  await say('1', '2');
  const selection = (await store.select(owner, size))!;
  expect(await store.conclude(selection, 1)).toBe('concluded');
  expect(await new Rotation(database.relay).rotate(selection.lease)).toBe('rotated');
  expect(await waiting()).toEqual(['2']);
});

/** Has written into the third that is written now, and will commit much later. */
async function lateWriter() {
  const transaction = await database.app.startTransaction().execute();
  await transaction
    .insertInto('holdfast.outbox_event')
    .values([rowSaying('late')])
    .execute();
  return transaction;
}

/** Sends something in each of the two other thirds, so that the first one is the next to be emptied. */
async function turnAround(): Promise<Lease> {
  const rotation = new Rotation(database.relay);
  for (let third = 1; third <= 2; third += 1) {
    await say(`${third}`);
    const selection = (await store.select(owner, size))!;
    expect(await store.conclude(selection, selection.rows.length)).toBe('concluded');
    expect(await rotation.rotate(selection.lease)).toBe('rotated');
  }
  const { lease } = (await store.select(owner, size))!;
  return lease;
}

async function say(...texts: string[]): Promise<void> {
  await database.app
    .insertInto('holdfast.outbox_event')
    .values(texts.map((text) => rowSaying(text)))
    .execute();
}

async function waiting(): Promise<string[]> {
  return textsOf((await store.select(owner, size))!.rows);
}
