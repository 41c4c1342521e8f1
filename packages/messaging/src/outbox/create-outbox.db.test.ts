import { isTraceparent, newTraceparent, traceIdOf } from '@holdfast/telemetry';
import { createEngine, newMessageId, type Call } from '@holdfast/work';
import { sql } from 'kysely';
import { beforeEach, expect, test, vi } from 'vitest';
import { TreeFell, TreeGrew } from '../../test/garden.ts';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { postgresRelayStore } from '../relay/postgres-relay-store.ts';
import { createOutbox } from './create-outbox.ts';

const database = await messagingDatabase();
const wake = vi.fn();
const engine = createEngine({
  service: 'garden',
  database: database.app,
  parts: () => ({}),
  outbox: createOutbox({ service: 'garden', wake }),
});
const call: Call = { actor: { id: 'anonymous', roles: [] }, correlationId: 'walk', traceparent: newTraceparent() };
const waiting = async () =>
  (await postgresRelayStore(database.relay).select(newMessageId(), { leaseMs: 60_000, limit: 100 }))!.rows;

beforeEach(async () => {
  await emptied(database);
  wake.mockClear();
});

test('what is said is written as final bytes, with all that its readers and its trace need', async () => {
  const causedBy = { ...call, cause: { messageId: newMessageId(), correlationId: 'walk', at: new Date() } };
  await engine.transact(causedBy, async ({ scope }) => {
    scope.publish(TreeGrew, { treeId: 'oak', number: 1, note: 'Ø' });
    scope.publish(TreeFell, { treeId: 'elm' });
  });
  const [grew, fell] = await waiting();
  expect(grew).toMatchObject({ topic: 'garden.events', key: 'oak' });
  expect(new TextDecoder().decode(grew!.payload)).toBe('{"treeId":"oak","number":1,"note":"Ø"}');
  expect(fell).toMatchObject({ key: 'elm', headers: { ce_type: 'garden.tree-fell.v1' } });
  expect(grew!.headers).toMatchObject({
    ce_id: grew!.messageId,
    ce_source: '/garden',
    ce_type: 'garden.tree-grew.v1',
    ce_subject: 'oak',
    ce_correlationid: 'walk',
    ce_causationid: causedBy.cause.messageId,
  });
  const { traceparent } = grew!.headers;
  expect(isTraceparent(traceparent!)).toBe(true);
  expect(traceIdOf(traceparent!)).toBe(traceIdOf(call.traceparent));
  expect(traceparent).not.toBe(call.traceparent);
  expect(wake).toHaveBeenCalledOnce();
});

test('what is rolled back is not said, and nobody is woken', async () => {
  const failing = engine.transact(call, async ({ scope, trx }) => {
    scope.publish(TreeFell, { treeId: 'oak' });
    await sql`select 1 / 0`.execute(trx);
  });
  await expect(failing).rejects.toThrow('division by zero');
  expect(await waiting()).toEqual([]);
  expect(wake).not.toHaveBeenCalled();
});

test('two writers of one tree are told of in the sequence in which they had its lock', async () => {
  const locked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const grow = (number: number, before: () => Promise<void>) =>
    engine.transact(call, async ({ scope, trx }) => {
      scope.publish(TreeGrew, { treeId: 'oak', number, note: 'said before the lock, written after it' });
      await sql`select pg_advisory_xact_lock(17)`.execute(trx);
      await before();
    });
  const first = grow(1, async () => {
    locked.resolve();
    await goOn.promise;
  });
  await locked.promise;
  const second = grow(2, async () => {});
  goOn.resolve();
  await Promise.all([first, second]);
  expect((await waiting()).map(({ payload }) => JSON.parse(new TextDecoder().decode(payload)).number)).toEqual([1, 2]);
});
