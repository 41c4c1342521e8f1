import { join } from 'node:path';
import { serviceForTest } from '@holdfast/service/testing';
import { PaymentsConfig } from '../src/config.ts';
import { PaymentsModule } from '../src/payments.module.ts';

export const secret = 'only-the-card-provider-knows-it';

/** This service, and the outside at `outsideUrl`. */
export async function paymentsService(outsideUrl: string) {
  const service = await serviceForTest(PaymentsModule, {
    folder: join(import.meta.dirname, '..'),
    config: PaymentsConfig,
    environment: {
      PUBLIC_URL: 'http://127.0.0.1:1',
      OUTSIDE_RISK_URL: outsideUrl,
      OUTSIDE_RISK_SECRET: 'not-used-here',
      OUTSIDE_CARD_PROVIDER_URL: outsideUrl,
      OUTSIDE_CARD_PROVIDER_SECRET: secret,
    },
  });
  return {
    ...service,
    contradictions: () => service.instance.runtime.effects.health()?.contradictions ?? 0,
    tell: async (event: object, authorization = `Bearer ${secret}`) => {
      const { statusCode, body } = await service.instance.app.inject({
        method: 'POST',
        url: '/v1/card-events',
        headers: { 'content-type': 'application/json', authorization },
        payload: JSON.stringify(event),
      });
      return { status: statusCode, json: JSON.parse(body) };
    },
  };
}
