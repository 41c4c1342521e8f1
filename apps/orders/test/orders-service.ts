import type { OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { Service } from '@holdfast/service';
import { serviceForTest } from '@holdfast/service/testing';
import type { Actor } from '@holdfast/work';
import { OrdersConfig } from '../src/config.ts';
import { OrdersModule } from '../src/orders.module.ts';
import { OverdueOrdersTimer } from '../src/timers/overdue-orders.timer.ts';
import { OrdersWork } from '../src/use-cases/orders-work.ts';
import { owner } from './an-order.ts';

export async function ordersService() {
  const folder = join(import.meta.dirname, '..');
  const service = await serviceForTest(OrdersModule, { folder, config: OrdersConfig });
  const { app } = service.instance;
  const headersOf = async (who: Asking) => (who === 'nobody' ? {} : await service.headersOf(who));

  return {
    ...service,
    ...sweepingIn(service.instance),
    another: async () => sweepingIn(await service.another()),
    document: async () => answered(await app.inject({ method: 'GET', url: '/openapi.json' })).json,
    send: async ({ key, body, as = owner }: RequestToPlace) =>
      answered(
        await app.inject({
          method: 'POST',
          url: '/v1/orders',
          headers: {
            ...(await headersOf(as)),
            'content-type': 'application/json',
            ...(key && { 'idempotency-key': key }),
          },
          payload: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    cancel: async (orderId: string, as: Asking = owner) =>
      answered(await app.inject({ method: 'POST', url: `/v1/orders/${orderId}/cancel`, headers: await headersOf(as) })),
    show: async (orderId: string, as: Asking = owner) =>
      answered(await app.inject({ method: 'GET', url: `/v1/orders/${orderId}`, headers: await headersOf(as) })),
  };
}

function sweepingIn({ app }: Service) {
  const sweepAloud = async (grace = isLongOver) => {
    const lines: object[] = [];
    const log = { error: (facts: object, text: string) => void lines.push({ ...facts, text }) };
    await new OverdueOrdersTimer(app.get(OrdersWork, { strict: false }), log, grace).sweep();
    return lines;
  };
  return {
    sweepAloud,
    sweep: async (grace = isLongOver) => void (await sweepAloud(grace)),
    beginningToSweep: () => app.get(OverdueOrdersTimer, { strict: false }).sweep(),
  };
}

const isLongOver = { isOver: () => true };

type Asking = Actor | 'nobody';

export interface RequestToPlace {
  readonly body: unknown;
  readonly as?: Asking;
  readonly key?: string;
}

function answered({ statusCode, headers, body }: Answer) {
  return { status: statusCode, headers, body, json: JSON.parse(body) };
}

interface Answer {
  readonly statusCode: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}
