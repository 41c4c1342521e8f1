import { describe, expect, test } from 'vitest';
import { AcceptedOrder, ShownOrder } from '../src/http/order-answers.ts';
import { ordinary } from './an-order.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();
const { paths } = await service.document();
const contentOf = ({ content }: { content: object }) => Object.values(content)[0];

describe('the documentation of orders', () => {
  test('has an example that is accepted as it stands', async () => {
    const { example } = contentOf(paths['/v1/orders'].post.requestBody).schema;

    expect((await service.send({ key: 'documented', body: example })).status).toBe(202);
  });

  test('says what is answered', () => {
    const placed = contentOf(paths['/v1/orders'].post.responses['202']).schema;
    const shown = contentOf(paths['/v1/orders/{orderId}'].get.responses['200']).schema;

    expect(placed).toMatchObject({ required: ['orderId', 'status'] });
    expect(shown).toMatchObject({ required: ['orderId', 'status', 'steps'] });
  });

  test('says what is true', async () => {
    const placed = await service.send({ key: 'true', body: ordinary });
    const shown = await service.show(placed.json.orderId);

    expect(AcceptedOrder.parse(placed.json)).toEqual(placed.json);
    expect(ShownOrder.parse(shown.json)).toEqual(shown.json);
  });
});
