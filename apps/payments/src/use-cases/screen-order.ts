import { useCase } from '@holdfast/work';
import { OrderScreened, type ScreenOrder } from '@shop/contracts-payments';
import { AssessRisk } from './assess-risk.ts';
import type { PaymentsScope } from './payments-work.ts';

export const screenOrder = useCase(
  'payments.screen-order',
  async (order: ScreenOrder, { screenings, intend, publish }: PaymentsScope) => {
    const { isFirst, decision } = await screenings.open(order.orderId);
    if (isFirst) return intend(AssessRisk, { key: order.orderId, request: order });
    if (decision) publish(OrderScreened, { orderId: order.orderId, decision });
  },
);
