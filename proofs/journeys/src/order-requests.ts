import type { Progress, RunningSystem } from '@holdfast/cli/supervise';
import { eventually } from '@holdfast/testkit';
import { headersOf, rose, type Actor } from './actors.ts';

/** What the customer sees of an order. */
async function shownOrder(shop: RunningSystem, orderId: string): Promise<Progress> {
  const response = await askForOrder(shop, orderId);
  if (!response.ok) throw new Error(`order ${orderId} answers ${response.status}`);
  return (await response.json()) as Progress;
}

/** Asks again and again until a customer sees one of these. */
export async function untilStatus(
  shop: RunningSystem,
  orderId: string,
  statuses: readonly string[],
  { withinMs = 60_000 } = {},
): Promise<Progress> {
  return await eventually(() => shownOrder(shop, orderId), {
    withinMs,
    everyMs: 50,
    what: `order ${orderId} is ${statuses.join(' or ')}`,
    until: ({ status }) => statuses.includes(status),
  });
}

/** The customer wants no more of it. */
export async function cancelOrder(
  shop: RunningSystem,
  orderId: string,
  instance = 1,
): Promise<{ status: number; body: unknown }> {
  const response = await askForOrder(shop, `${orderId}/cancel`, { method: 'POST', instance });
  return { status: response.status, body: await response.json() };
}

/** One request about an order, by its customer unless told otherwise. */
export async function askForOrder(
  shop: RunningSystem,
  path: string,
  { method = 'GET', as = rose, instance = 1 }: { method?: 'GET' | 'POST'; as?: Actor; instance?: number } = {},
): Promise<Response> {
  const url = `${shop.url('orders', instance)}/v1/orders/${path}`;
  return await fetch(url, { method, headers: await headersOf(shop, as), signal: AbortSignal.timeout(5_000) });
}
