import type { RunningSystem } from '@holdfast/cli/supervise';
import { typeOf } from '@holdfast/contract-kit';
import { eventually } from '@holdfast/testkit';
import { OrderPlaced } from '@shop/contracts-orders';
import { OrderPriced, PriceOrder } from '@shop/contracts-pricing';
import { heard, rows } from './witness.ts';

/**
 * Waits until every accepted order is priced and nothing is under way any more, then says what is wrong: orders that were
 * lost, doubled, or priced although nobody placed them. Empty means that each was priced exactly once.
 */
export async function pricedExactlyOnce(
  system: RunningSystem,
  accepted: readonly string[],
  { withinMs = 60_000 } = {},
): Promise<readonly string[]> {
  const states = await eventually(() => allPriced(system, accepted), {
    withinMs,
    what: 'every accepted order is priced',
  });
  await eventually(() => nothingUnderWay(system), { withinMs, what: 'every outbox is empty' });
  return [...(await anomaliesOf(system, states)), ...doubled(accepted, 'accepted')];
}

interface OrderState {
  readonly id: string;
  readonly state: string;
}

async function allPriced(system: RunningSystem, accepted: readonly string[]): Promise<readonly OrderState[]> {
  const orders = await rows<OrderState>(ownerUrl(system, 'orders'), 'select id::text, state from orders.orders');
  const priced = new Set(orders.filter(({ state }) => state === 'priced').map(({ id }) => id));
  const missing = accepted.filter((id) => !priced.has(id));
  const waiting = orders.filter(({ state }) => state === 'placed');
  if (missing.length > 0 || waiting.length > 0) {
    throw new Error(`${missing.length} of ${accepted.length} accepted orders are not priced, ${waiting.length} wait`);
  }
  return orders;
}

async function nothingUnderWay(system: RunningSystem): Promise<true> {
  for (const service of ['orders', 'pricing']) {
    const waiting = await rows(ownerUrl(system, service), 'select id from holdfast.outbox');
    if (waiting.length > 0) throw new Error(`${waiting.length} messages of ${service} wait in its outbox`);
  }
  return true;
}

async function anomaliesOf(system: RunningSystem, orders: readonly OrderState[]): Promise<string[]> {
  const ids = orders.map(({ id }) => id);
  const said = [...(await heard(ownerUrl(system, 'orders'))), ...(await heard(ownerUrl(system, 'pricing')))];
  const impossible = await rows(ownerUrl(system, 'orders'), 'select * from orders.impossible_facts');
  const perType = [OrderPlaced, PriceOrder, OrderPriced].flatMap((message) => {
    const type = typeOf(message);
    const subjects = said.filter((one) => one.type === type).map(({ subject }) => subject);
    return [...doubled(subjects, type), ...lost(ids, subjects, type), ...ghosts(ids, subjects, type)];
  });
  return [...perType, ...impossible.map((fact) => `impossible: ${JSON.stringify(fact)}`)];
}

function doubled(subjects: readonly string[], what: string): string[] {
  const seen = new Set<string>();
  return subjects
    .filter((subject) => seen.size === seen.add(subject).size)
    .map((subject) => `doubled: ${what} ${subject}`);
}

function lost(ids: readonly string[], subjects: readonly string[], what: string): string[] {
  const there = new Set(subjects);
  return ids.filter((id) => !there.has(id)).map((id) => `lost: ${what} ${id}`);
}

function ghosts(ids: readonly string[], subjects: readonly string[], what: string): string[] {
  const there = new Set(ids);
  return subjects.filter((subject) => !there.has(subject)).map((subject) => `ghost: ${what} ${subject}`);
}

function ownerUrl(system: RunningSystem, service: string): string {
  const access = system.access[service];
  if (access === undefined) throw new Error(`the system has no service ${service}`);
  return access.ownerUrl;
}
