import { join } from 'node:path';
import { money } from '@holdfast/contract-kit/money';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql, type Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Account } from '../domain/posting.ts';
import { ledgerBehaviour } from '../use-cases/ledger.behaviour.ts';
import { PostgresLedger } from './postgres-ledger.ts';
import type { FinanceDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<FinanceDb>({ service: 'finance', packages });

// Books are never emptied, so each test brings orders of its own.
ledgerBehaviour('PostgresLedger', async () => ({
  inTransaction: (run) => app.transaction().execute((trx) => run(new PostgresLedger(trx))),
  postingsOf,
}));

async function postingsOf(orderId: string) {
  const entries = await owner
    .selectFrom('entries')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('number')
    .execute();
  return [...Map.groupBy(entries, ({ posting }) => posting)].map(([name, rows]) => ({
    name,
    entries: rows.map(({ account, amount, currency }) => ({
      account: account as Account,
      amount: money(Number(amount), currency),
    })),
  }));
}

type Rows = [account: string, currency: string, amount: number][];

/** Books by hand, with nothing of ours between. */
async function book(database: Kysely<FinanceDb>, rows: Rows, entryCount = rows.length) {
  const order_id = crypto.randomUUID();
  await database.transaction().execute(async (trx) => {
    await trx
      .insertInto('order_books')
      .values({ order_id, state: 'open', heard_at: sql`now()` })
      .execute();
    await trx
      .insertInto('postings')
      .values({ order_id, posting: 'by-hand', number: 1, entry_count: entryCount, booked_at: sql`now()` })
      .execute();
    const entries = rows.map(([account, currency, amount], index) => ({
      order_id,
      posting: 'by-hand',
      number: index + 1,
      account,
      currency,
      amount,
    }));
    if (entries.length > 0) await trx.insertInto('entries').values(entries).execute();
  });
  return order_id;
}

const balanced: Rows = [
  ['receivable', 'EUR', 119],
  ['revenue', 'EUR', -100],
  ['tax', 'EUR', -19],
];

describe('a posting', () => {
  test('that is balanced commits', async () => {
    await expect(book(app, balanced)).resolves.toBeDefined();
  });

  test.each<[string, Rows, string]>([
    ['is not balanced', balanced.slice(0, 2), 'not balanced: 19 EUR'],
    [
      'is balanced only over two currencies',
      [
        ['receivable', 'EUR', 5],
        ['revenue', 'USD', -5],
      ],
      'not balanced',
    ],
    [
      'names an account that is not there',
      [
        ['pocket', 'EUR', 5],
        ['revenue', 'EUR', -5],
      ],
      'entries_account_fkey',
    ],
    ['has an entry of nothing', [...balanced, ['tax', 'EUR', 0]], 'amount_is_not_zero'],
  ])('that %s does not commit', async (_, rows, refusal) => {
    await expect(book(app, rows)).rejects.toThrow(refusal);
    await expect(book(owner, rows)).rejects.toThrow(refusal);
  });

  test.each<[string, Rows, number, string]>([
    ['no entries', [], 2, '0 of 2 entries'],
    ['fewer entries than it says', balanced, 4, '3 of 4 entries'],
    ['a single entry', [['receivable', 'EUR', 5]], 1, 'two_entries_at_least'],
  ])('with %s does not commit', async (_, rows, count, refusal) => {
    await expect(book(app, rows, count)).rejects.toThrow(refusal);
  });

  test('is closed: later entries do not commit, not even balanced ones', async () => {
    const order_id = await book(app, balanced);
    const more = [10, -10].map((amount, index) => ({
      order_id,
      posting: 'by-hand',
      number: index + 10,
      account: 'receivable',
      currency: 'EUR',
      amount,
    }));

    await expect(app.insertInto('entries').values(more).execute()).rejects.toThrow('5 of 3 entries');
  });
});

describe('what was booked', () => {
  const kept = ['accounts', 'facts', 'fact_lines', 'postings', 'entries', 'mismatches'];
  const statements = kept.flatMap((table) => [
    [table, `update finance.${table} set ${table === 'accounts' ? 'account = account' : 'order_id = order_id'}`],
    [table, `delete from finance.${table}`],
    [table, `truncate finance.${table} cascade`],
  ]);

  test.each(statements)('is only added to, in %s: %s', async (table, statement) => {
    await book(app, balanced);
    await expect(sql.raw(statement).execute(app)).rejects.toThrow('permission denied');
    await expect(sql.raw(statement).execute(owner)).rejects.toThrow(/Rows of \w+ are only added/);
    expect(kept).toContain(table);
  });

  test('belongs to an order that the service cannot forget', async () => {
    await expect(app.deleteFrom('order_books').execute()).rejects.toThrow('permission denied');
  });

  test('stands in accounts that the service cannot add to', async () => {
    const pocket = { account: 'pocket', kind: 'asset', meaning: 'None of anybody’s business.' };

    await expect(app.insertInto('accounts').values(pocket).execute()).rejects.toThrow('permission denied');
  });
});

// Runs last: whatever the tests above have tried.
describe('the trial balance', () => {
  test('is zero in every currency', async () => {
    const balances = await owner.selectFrom('trial_balance').selectAll().execute();

    expect(balances.map(({ currency, balance }) => `${balance} ${currency}`)).toEqual(['0 EUR']);
  });
});
