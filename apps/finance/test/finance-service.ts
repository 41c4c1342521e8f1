import { join } from 'node:path';
import { serviceForTest } from '@holdfast/service/testing';
import { FinanceConfig } from '../src/config.ts';
import { FinanceModule } from '../src/finance.module.ts';
import { LateOrdersTimer } from '../src/timers/late-orders.timer.ts';

export async function financeService() {
  const folder = join(import.meta.dirname, '..');
  const service = await serviceForTest(FinanceModule, { folder, config: FinanceConfig });
  const timer = service.instance.app.get(LateOrdersTimer, { strict: false });
  await timer.report(); // The first turn of a process only reads.
  return {
    ...service,
    reportLateOrders: () => timer.report(),
    balancesOf: async (orderId: string) =>
      Object.fromEntries(
        (await service.rows('finance.order_balances'))
          .filter(({ order_id, balance }) => order_id === orderId && balance !== '0')
          .map(({ account, balance, currency }) => [account, `${balance} ${currency}`]),
      ),
  };
}
