import { describe, expect, test } from 'vitest';
import { anOrder, owner } from '../../test/an-order.ts';
import { mayCancel, maySee } from './asker.ts';

const order = anOrder();

describe.each([
  ['its customer', owner, { see: true, cancel: true }],
  ['another customer', { id: 'lily', roles: ['customer'] }, { see: false, cancel: false }],
  ['support', { id: 'sam', roles: ['support'] }, { see: true, cancel: true }],
  ['an operator', { id: 'otto', roles: ['operator'] }, { see: true, cancel: false }],
  ['a customer who is an operator', { id: 'otto', roles: ['customer', 'operator'] }, { see: true, cancel: false }],
  ['somebody with a role of elsewhere', { id: 'gus', roles: ['gardener'] }, { see: false, cancel: false }],
])('%s', (_, asker, allowed) => {
  test(`may ${JSON.stringify(allowed)}`, () => {
    expect({ see: maySee(order, asker), cancel: mayCancel(order, asker) }).toEqual(allowed);
  });
});
