import { useCase } from '@holdfast/work';
import { OrderScreened, type ScreenOrder } from '@shop/contracts-payments';
import type { PaymentsScope } from './payments-work.ts';

export const screenOrderTooLate = useCase(
  'payments.screen-order-too-late',
  async ({ orderId }: Pick<ScreenOrder, 'orderId'>, { screenings, publish }: PaymentsScope) => {
    const { isFirst, decision } = await screenings.open(orderId);
    if (isFirst) await screenings.decide(orderId, 'unavailable');
    const known = isFirst ? 'unavailable' : decision;
    if (known) publish(OrderScreened, { orderId, decision: known });
  },
);
