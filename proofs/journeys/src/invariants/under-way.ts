import type { RunningSystem } from '@holdfast/cli/supervise';
import { typeOf } from '@holdfast/contract-kit';
import { ownerUrl } from '../evidence/owner-url.ts';
import { waitingWebhooks } from '../evidence/outside-ledgers.ts';
import { row, rows } from '../evidence/rows.ts';

/**
 * What a shop is still busy with, counted: cheap enough to be asked again and again. Each message that was said is compared with
 * what its consumers have handled, so a message that is nowhere but in Kafka is under way too.
 */
export async function underWay(shop: RunningSystem, accepted: readonly string[]): Promise<readonly string[]> {
  const services = await Promise.all(
    Object.keys(shop.access).map(async (service) => ({
      service,
      ...(await row<Counts>(ownerUrl(shop, service), countsSql)),
    })),
  );
  return [
    ...(await openOrders(shop, accepted)),
    ...services.flatMap(({ service, outbox, intents }) => [
      ...counted(outbox, `messages in the outbox of ${service}`),
      ...counted(intents, `calls to the outside that ${service} has not concluded`),
    ]),
    ...unhandled(shop, services),
    ...counted(await waitingWebhooks(shop), 'webhooks that have not been received'),
  ];
}

interface Counts {
  readonly outbox: number;
  readonly intents: number;
  /** By type. */
  readonly said: Readonly<Record<string, number>>;
  /** By consumer. */
  readonly handled: Readonly<Record<string, number>>;
}

// A parked call waits for a person: it is not under way, it is an anomaly.
const countsSql = `
  select (select count(*)::int from holdfast.outbox) as outbox,
         (select count(*)::int from holdfast.effect_intent where state = 'waiting') as intents,
         (select coalesce(jsonb_object_agg(type, n), '{}')
            from (select type, count(*) as n from witness.said group by type) as t) as said,
         (select coalesce(jsonb_object_agg(consumer, n), '{}')
            from (select consumer, count(*) as n from witness.handled group by consumer) as t) as handled`;

async function openOrders(shop: RunningSystem, accepted: readonly string[]): Promise<string[]> {
  const orders = await rows<{ id: string; state: string }>(
    ownerUrl(shop, 'orders'),
    'select id::text, state from orders.orders',
  );
  const known = new Set(orders.map(({ id }) => id));
  const open = orders.filter(({ state }) => state !== 'settled' && state !== 'cancelled');
  return [
    ...accepted.filter((id) => !known.has(id)).map((id) => `order ${id} is not there`),
    ...open.map(({ id, state }) => `order ${id} is ${state}`),
  ];
}

function unhandled({ system }: RunningSystem, services: readonly Counts[]): string[] {
  const said = (type: string) => services.reduce((sum, counts) => sum + (counts.said[type] ?? 0), 0);
  const handled = (consumer: string) => services.reduce((sum, counts) => sum + (counts.handled[consumer] ?? 0), 0);
  return system.services.flatMap(({ consumers = {} }) =>
    Object.entries(consumers).flatMap(([consumer, messages]) => {
      const wanted = messages.reduce((sum, message) => sum + said(typeOf(message)), 0);
      return counted(wanted - handled(consumer), `messages that ${consumer} has not handled`);
    }),
  );
}

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
