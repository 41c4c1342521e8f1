import { describe, expect, test } from 'vitest';
import { ordinary, orderId } from './an-order.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();
const [line] = ordinary.lines;
const accepted = 1;

const withLine = (more: object) => ({ ...ordinary, lines: [{ ...line, ...more }] });
const withCustomer = (more: object) => ({ ...ordinary, customer: { ...ordinary.customer, ...more } });
const withLines = (count: number) => ({ ...ordinary, lines: Array.from({ length: count }, () => line) });

const refused: [what: string, body: unknown, paths: string[]][] = [
  ['nothing in it', {}, ['customer', 'cardToken', 'lines']],
  ['a list instead of an object', [], ['']],
  ['quantity 0', withLine({ quantity: 0 }), ['lines[0].quantity']],
  ['a negative quantity', withLine({ quantity: -1 }), ['lines[0].quantity']],
  ['a fractional quantity', withLine({ quantity: 1.5 }), ['lines[0].quantity']],
  ['quantity 1,001', withLine({ quantity: 1_001 }), ['lines[0].quantity']],
  ['a quantity that is text', withLine({ quantity: '1' }), ['lines[0].quantity']],
  ['no lines', withLines(0), ['lines']],
  ['101 lines', withLines(101), ['lines']],
  ['an unknown field', { ...ordinary, coupon: 'free' }, ['coupon']],
  ['an unknown field in a line', withLine({ price: 1 }), ['lines[0].price']],
  ['an unknown field of the customer', withCustomer({ age: 7 }), ['customer.age']],
  ['no e-mail address', withCustomer({ email: 'ada' }), ['customer.email']],
  ['a name of blanks', withCustomer({ name: '  ' }), ['customer.name']],
  ['an address that is too long', withCustomer({ address: 'x'.repeat(501) }), ['customer.address']],
  ['a character that no database keeps', withCustomer({ name: 'Ada\u0000' }), ['customer.name']],
  ['half a character', withLine({ article: '\ud83c' }), ['lines[0].article']],
  ['several problems', { ...withLine({ quantity: 0 }), cardToken: '' }, ['cardToken', 'lines[0].quantity']],
];

describe('a request to place an order', () => {
  test.each(refused)('with %s is refused, and each place is named', async (_, body, paths) => {
    const answer = await service.send({ key: 'refused', body });

    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json).toMatchObject({ code: 'invalid-body' });
    expect(pathsIn(answer.json)).toEqual(paths);
  });

  test('that is not JSON is refused', async () => {
    const answer = await service.send({ key: 'refused', body: '{ "customer": ' });

    expect({ status: answer.status, ...answer.json }).toMatchObject({ status: 400, code: 'not-json' });
  });

  test('without a key is refused', async () => {
    const answer = await service.send({ body: ordinary });

    expect(answer.json).toMatchObject({ status: 400, code: 'idempotency-key-missing' });
  });

  test('of more than 64 KB is refused', async () => {
    const answer = await service.send({ key: 'refused', body: withCustomer({ address: 'x'.repeat(65_536) }) });

    expect(answer.json).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  test('with the most that is allowed is not refused', async () => {
    const lines = Array.from({ length: 100 }, () => ({ article: 'x'.repeat(64), quantity: 1_000 }));
    const answer = await service.send({ key: 'allowed', body: { ...ordinary, lines } });

    expect(answer.status).toBe(202);
  });
});

describe('a request to show an order', () => {
  test('that nobody placed answers 404', async () => {
    expect((await service.show(orderId)).json).toMatchObject({ status: 404, code: 'unknown-order' });
  });

  test.each(['1', 'nonsense', '019a4c1e-7d00-7000-8000-00000000000', '%00'])(
    'with the id %s is refused',
    async (id) => {
      expect((await service.show(id)).json).toMatchObject({ status: 400, problems: [{ path: 'orderId' }] });
    },
  );
});

describe('what was refused', () => {
  test('left nothing behind', async () => {
    expect(await service.rows('orders.orders')).toHaveLength(accepted);
    expect(await service.rows('holdfast.outbox')).toHaveLength(2 * accepted);
  });
});

function pathsIn({ problems }: { problems: { path: string }[] }) {
  return problems.map(({ path }) => path);
}
