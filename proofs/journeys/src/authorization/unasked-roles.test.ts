import { describe, expect, test } from 'vitest';
import { unaskedRoles } from './unasked-roles.ts';

const cancel = { method: 'POST', path: '/v1/orders/:orderId/cancel', surface: 'public' } as const;

describe('a role that a route lets in', () => {
  test('and that the table asks as is all right, as is a route that names none', () => {
    const routes = [
      { ...cancel, access: ['customer', 'support'] },
      { ...cancel, access: 'public' as const },
      { ...cancel, access: 'denied' as const },
    ];
    expect(unaskedRoles('orders', routes)).toEqual([]);
  });

  test('and that nobody asks as has to become a column', () => {
    expect(unaskedRoles('orders', [{ ...cancel, access: ['customer', 'manager'] }])).toEqual([
      'orders public POST /v1/orders/:orderId/cancel lets in `manager`, as whom nobody asks. Add the role as a column: to `askers` in src/authorization/route-row.ts, and to every row.',
    ]);
  });

  test.each(['nobody', 'stranger'])('is not called as one who stands for no role: %s', (name) => {
    expect(unaskedRoles('orders', [{ ...cancel, access: [name] }])).toEqual([expect.stringContaining(name)]);
  });
});
