import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { stockStoreBehaviour } from '../use-cases/stock-store.behaviour.ts';
import { PostgresStockStore } from './postgres-stock-store.ts';
import type { InventoryDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<InventoryDb>({ service: 'inventory', packages });

stockStoreBehaviour('PostgresStockStore', async () => {
  await sql`truncate inventory.stock, inventory.reservations cascade`.execute(owner);
  return {
    inTransaction: (run) => app.transaction().execute((trx) => run(new PostgresStockStore(trx))),
    stockOf,
    impossibleFacts,
  };
});

async function stockOf(article: string) {
  const row = await owner.selectFrom('stock').selectAll().where('article', '=', article).executeTakeFirstOrThrow();
  const [initial, onHand, reserved, committed, shipped] = [
    row.initial,
    row.on_hand,
    row.reserved,
    row.committed,
    row.shipped,
  ].map(Number) as [number, number, number, number, number];
  return { article, initial, onHand, reserved, committed, shipped };
}

async function impossibleFacts() {
  const rows = await owner.selectFrom('impossible_facts').selectAll().execute();
  return rows.map(({ order_id: orderId, ...fact }) => ({ orderId, ...fact }));
}

test.each(
  ['stock', 'reservations', 'reservation_lines', 'impossible_facts'].flatMap((table) => [
    `delete from inventory.${table}`,
    `truncate inventory.${table} cascade`,
  ]),
)('the service may not: %s', async (statement) => {
  await expect(sql.raw(statement).execute(app)).rejects.toThrow('permission denied');
});

describe('the stock table', () => {
  test.each([
    ['makes a piece', 'update inventory.stock set shipped = shipped + 1', 'no_piece_goes_missing'],
    ['loses a piece', 'update inventory.stock set on_hand = on_hand - 1', 'no_piece_goes_missing'],
    ['owes pieces', 'update inventory.stock set on_hand = -1, reserved = initial + 1', 'nothing_is_negative'],
    ['begins anew', 'update inventory.stock set initial = 9, on_hand = 9', 'does not change'],
  ])('refuses a statement that %s, also of its owner', async (_, statement, refusal) => {
    await sql`truncate inventory.stock cascade`.execute(owner);
    await owner.insertInto('stock').values({ article: 'mug', initial: 5, on_hand: 5 }).execute();

    for (const role of [app, owner]) await expect(sql.raw(statement).execute(role)).rejects.toThrow(refusal);
  });

  test('forgets no article, also not for its owner', async () => {
    await owner.insertInto('stock').values({ article: 'cup', initial: 5, on_hand: 5 }).execute();

    await expect(owner.deleteFrom('stock').execute()).rejects.toThrow('does not change');
  });
});
