import type { RunningSystem } from '@holdfast/cli/supervise';
import { typeOf } from '@holdfast/contract-kit';
import type { BookRow, Evidence, OrderRow, StockRow } from './evidence.ts';
import { ownerUrl } from './owner-url.ts';
import { readOutsideLedgers } from './outside-ledgers.ts';
import { row, rows } from './rows.ts';
import { handledBy, saidBy } from './witness.ts';

/** Reads everything that the invariants judge: the databases as their owners, the witnesses, the ledgers outside. */
export async function readEvidence(shop: RunningSystem, accepted: readonly string[]): Promise<Evidence> {
  const [orders, said, handled, outside, stock, books, open] = await Promise.all([
    rows<OrderRow>(ownerUrl(shop, 'orders'), 'select id::text, state, reason from orders.orders'),
    ofEach(shop, saidBy),
    ofEach(shop, handledBy),
    readOutsideLedgers(shop),
    rows<StockRow>(ownerUrl(shop, 'inventory'), stockSql),
    rows<BookRow>(ownerUrl(shop, 'finance'), booksSql),
    ofEach(shop, (url) => rows<{ what: string }>(url, openSql)),
  ]);
  return {
    accepted,
    orders,
    said,
    handled,
    outside,
    stock,
    books,
    open: [...sentences(open), ...(await impossibleFacts(shop))],
    consumers: consumersOf(shop),
    steps: shop.system.steps.map(({ done }) => typeOf(done)),
  };
}

async function ofEach<T>(shop: RunningSystem, read: (url: string) => Promise<T>): Promise<Record<string, T>> {
  const names = Object.keys(shop.access);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await read(ownerUrl(shop, name))] as const)),
  );
}

function sentences(open: Record<string, readonly { readonly what: string }[]>): string[] {
  return Object.entries(open).flatMap(([service, found]) => found.map(({ what }) => `${service}: ${what}`));
}

/** Each service keeps them in its own schema, if it can hear any. */
async function impossibleFacts(shop: RunningSystem): Promise<string[]> {
  const found = await Promise.all(
    Object.keys(shop.access).map(async (service) => {
      const url = ownerUrl(shop, service);
      const { there } = await row<{ there: boolean }>(url, impossibleFactsExistSql(service));
      const facts = there ? await rows(url, `select * from ${service}.impossible_facts`) : [];
      return facts.map((fact) => `${service}: impossible: ${JSON.stringify(fact)}`);
    }),
  );
  return found.flat();
}

function impossibleFactsExistSql(service: string): string {
  return `select to_regclass('${service}.impossible_facts') is not null as there`;
}

function consumersOf({ system }: RunningSystem): Record<string, string[]> {
  return Object.fromEntries(
    system.services.flatMap(({ consumers = {} }) =>
      Object.entries(consumers).map(([name, messages]) => [name, messages.map(typeOf)] as const),
    ),
  );
}

const stockSql = `
  select article, initial::float8, on_hand::float8 as "onHand", reserved::float8, committed::float8, shipped::float8
    from inventory.stock`;

const booksSql = `
  select order_id::text as "orderId", currency,
         coalesce(sum(amount) filter (where account = 'card-provider' and amount > 0), 0)::float8 as captured,
         coalesce(-sum(amount) filter (where account = 'card-provider' and amount < 0), 0)::float8 as refunded,
         coalesce(sum(amount) filter (where account = 'receivable'), 0)::float8 as owed,
         sum(amount)::float8 as imbalance
    from finance.entries group by order_id, currency`;

const openSql = `
  select format('message %s of %s waits in the outbox', message_id, key) as what from holdfast.outbox
  union all
  select format('%s of %s is %s', effect, key, state) from holdfast.effect_intent where state <> 'concluded'
  union all
  select format('told about %s of %s after something else was known: %s', i.effect, i.key, c.outcome)
    from holdfast.effect_contradiction as c join holdfast.effect_intent as i on i.id = c.intent
   where c.settled_at is null`;
