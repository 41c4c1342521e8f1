import { describe, expect, test } from 'vitest';
import { differences } from './compare-tables.ts';
import { folded } from './folded.ts';
import { askers, lineOf, readRows, type RouteRow } from './route-row.ts';

const row = (path: string, verdicts: string[] = ['denied', 'allowed', 'denied', 'denied', 'denied']): RouteRow => ({
  service: 'orders',
  surface: 'public',
  method: 'POST',
  path,
  verdicts: Object.fromEntries(askers.map((asker, index) => [asker, verdicts[index]])) as RouteRow['verdicts'],
});
const [orders, cancel] = [row('/v1/orders'), row('/v1/orders/:orderId/cancel')];

describe('the table', () => {
  test('is read as it is written, and what is for people is passed over', () => {
    const text = ['# who may what', '', lineOf(orders), lineOf(cancel), ''].join('\n');
    expect(readRows(text)).toEqual([orders, cancel]);
  });

  test('with a row that forgets somebody is refused', () => {
    expect(() => readRows('orders public GET /x allowed allowed')).toThrow('not one word for each asker: orders');
  });

  test('that is right has no difference', () => {
    expect(differences([orders, cancel], [cancel, orders])).toEqual([]);
  });

  test('misses a new route: the row to paste is told', () => {
    expect(differences([orders], [orders, cancel])).toEqual([
      `orders public POST /v1/orders/:orderId/cancel is not in the table. If this is what you want, paste:\n${lineOf(cancel)}`,
    ]);
  });

  test('has a route that is gone', () => {
    expect(differences([orders, cancel], [orders])).toEqual([expect.stringContaining('does not exist any more.')]);
  });

  test('has somebody who is let in otherwise', () => {
    const open = row('/v1/orders', ['allowed', 'allowed', 'denied', 'denied', 'broken(503)']);
    expect(differences([orders], [open])).toEqual([
      `orders public POST /v1/orders: nobody is allowed, not denied; stranger is broken(503), not denied. If this is what you want, paste:\n${lineOf(open)}`,
    ]);
  });

  test('has a row twice', () => {
    expect(differences([orders, orders], [orders])).toEqual([
      'orders public POST /v1/orders stands twice in the table.',
    ]);
  });
});

describe('what was found', () => {
  const inEach = (path: string) => ['orders', 'pricing'].map((service) => ({ ...row(path), service }));

  test('is one row where every service does the same', () => {
    expect(folded([...inEach('/docs'), orders], 2)).toEqual([orders, { ...row('/docs'), service: 'every' }]);
  });

  test('is a row for each where one of them does not', () => {
    const [first, second] = inEach('/docs') as [RouteRow, RouteRow];
    const open = { ...second, verdicts: { ...second.verdicts, nobody: 'allowed' } };
    expect(folded([first, open], 2)).toEqual([first, open]);
    expect(folded([first], 2)).toEqual([first]);
  });

  test('has a HEAD only where it does not do what its GET does', () => {
    const get = { ...orders, method: 'GET' };
    const open = { ...orders, method: 'HEAD', verdicts: { ...orders.verdicts, nobody: 'allowed' } };
    expect(folded([get, { ...get, method: 'HEAD' }], 2)).toEqual([get]);
    expect(folded([get, open], 2)).toEqual([get, open]);
  });
});
