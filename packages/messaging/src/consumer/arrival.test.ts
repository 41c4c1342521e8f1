import { describe, expect, test } from 'vitest';
import { incoming } from '../../test/arrivals.ts';
import { Growth, grew, recordOf, TreeGrew, TreeGrewV2 } from '../../test/garden.ts';
import { arrivalOf, isDeclared } from './arrival.ts';
import { Handlers } from './handler.ts';

const handlers = new Handlers([{ consumer: 'diary.growth', need: Growth, run: () => {} }]);
const readership = { topic: 'garden.events', partition: 1, clusterId: 'one', handlers };
const oak = grew('oak', 1);
const arrived = (damage: object = {}, headers: Record<string, string> = {}) =>
  arrivalOf({ ...incoming({ ...oak, headers: { ...oak.headers, ...headers } }, 7n), ...damage }, readership);

describe('a record', () => {
  test('of a declared type is a message, with what its handler needs of it', () => {
    expect(arrived()).toMatchObject({
      kind: 'message',
      messageId: oak.headers['ce_id'],
      day: oak.headers['ce_time']!.slice(0, 10),
      event: { subject: 'oak' },
      data: { treeId: 'oak', number: 1 },
    });
  });

  test('of a later major is too new', () => {
    expect(arrivalOf(incoming(recordOf(TreeGrewV2, { treeId: 'oak', centimetres: 3 })), readership)).toMatchObject({
      kind: 'too-new',
      event: { type: 'garden.tree-grew.v2' },
    });
  });

  test.each([
    ['without content', { value: new Uint8Array() }],
    ['with a tombstone for content', { value: null }],
  ])('that is void has the id of what it stands for: %s', (_, damage) => {
    expect(arrived(damage, { ce_void: 'true' })).toMatchObject({ kind: 'void', messageId: oak.headers['ce_id'] });
  });

  test.each([
    ['that says nothing of itself', { headers: {} }, {}, /no ce_id/],
    ['without a value', { value: null }, {}, /no value/],
    ['whose bytes are no JSON', { value: new TextEncoder().encode('{') }, {}, /is not JSON/],
    ['that lacks what is needed', { value: new TextEncoder().encode('{"treeId":"oak"}') }, {}, /number/],
    ['whose key no table keeps', { key: 'o\0k' }, {}, /U\+0000/],
    ['with a header that no table keeps', {}, { ce_note: 'o\0k' }, /U\+0000/],
    ['with a name of a header that no table keeps', {}, { 'o\0k': '' }, /U\+0000/],
    [
      'of a year that no calendar has',
      {},
      { ce_id: '9f0a7a14-55c1-4e7b-9a8a-7c1f0a7d2b11', ce_time: '+020000-01-01T00:00:00Z' },
      /no calendar/,
    ],
    ['whose id is of such a year', {}, { ce_id: 'ffffffff-ffff-7e7b-9a8a-7c1f0a7d2b11' }, /no calendar/],
    [
      'that tells a fact as an operator',
      {},
      { ce_source: '/operator', ce_actor: 'operator:ann', ce_because: 'so' },
      /an operator says it/,
    ],
  ])('%s is undecodable', (_, damage, headers, says) => {
    const arrival = arrived(damage, headers);
    expect(arrival).toMatchObject({
      kind: 'undecodable',
      day: '2026-11-24',
      error: { message: expect.stringMatching(says) },
    });
    expect(arrival.messageId).toBe(arrived(damage, headers).messageId);
    expect(arrival.messageId).not.toBe(arrived({ ...damage, offset: 8n }, headers).messageId);
  });

  test('that is undecodable and of no time has a day all the same', () => {
    expect(arrived({ headers: {}, timestamp: new Date(Number.NaN) })).toMatchObject({ day: '1970-01-01' });
    expect(arrived({ headers: {}, timestamp: new Date(8.64e15) })).toMatchObject({ day: '1970-01-01' });
  });

  test.each([
    ['of a declared type', recordOf(TreeGrew, { treeId: 'oak', number: 1, note: '' }).headers, true],
    ['of a later major of one', { ce_type: 'garden.tree-grew.v2' }, true],
    ['of an undeclared type, whatever else it is', { ce_type: 'garden.tree-fell.v1' }, false],
    ['of an earlier major of a declared one', { ce_type: 'garden.tree-grew.v0' }, false],
    ['that does not say', {}, true],
  ])('%s is for us: %s', (_, headers, is) => {
    expect(isDeclared({ headers }, handlers)).toBe(is);
  });
});
