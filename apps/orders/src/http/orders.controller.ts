import { Answers, IdempotencyKey, Roles } from '@holdfast/service';
import type { Once } from '@holdfast/work';
import { Body, Controller, Get, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { cancelOrder } from '../use-cases/cancel-order.ts';
import { OrdersWork } from '../use-cases/orders-work.ts';
import { placeOrder } from '../use-cases/place-order.ts';
import { showOrder } from '../use-cases/show-order.ts';
import { AcceptedOrder, ShownOrder } from './order-answers.ts';
import { PlaceOrderBody } from './place-order-body.ts';

@Controller({ path: 'orders', version: '1' })
export class OrdersController {
  constructor(private readonly work: OrdersWork) {}

  // #region place
  @Post()
  @Roles('customer')
  @Answers(HttpStatus.ACCEPTED, AcceptedOrder)
  async place(
    @Body({ schema: PlaceOrderBody }) body: PlaceOrderBody,
    @IdempotencyKey() once: Once,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const placed = await this.work.run(placeOrder, body, { once });
    reply.header('location', `/v1/orders/${placed.orderId}`);
    return placed;
  }
  // #endregion

  @Post(':orderId/cancel')
  @Roles('customer', 'support')
  @Answers(HttpStatus.ACCEPTED, AcceptedOrder)
  cancel(@Param('orderId', { schema: z.uuid() }) orderId: string) {
    return this.work.run(cancelOrder, { orderId });
  }

  @Get(':orderId')
  @Roles('customer', 'support', 'operator')
  @Answers(HttpStatus.OK, ShownOrder)
  show(@Param('orderId', { schema: z.uuid() }) orderId: string) {
    return this.work.read(showOrder, { orderId });
  }
}

interface Reply {
  header(name: string, value: string): unknown;
}
