import { defineCommand, InvalidMessage } from '@holdfast/contract-kit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callOf } from '../consumer/call-of.ts';
import { cloudEventOf, headersOf, NoCloudEvent } from '../outbox/cloud-event.ts';
import { commandOfOperator, NobodyAsks } from './command-of-operator.ts';

const WaterTree = defineCommand({
  name: 'garden.water-tree',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), litres: z.int() }),
});
const { kind: _, ...definition } = WaterTree;
const MistTree = defineCommand({ ...definition, name: 'garden.mist-tree', subject: 'treeId', expires: true });
const water = { treeId: 'oak', litres: 2 };
const ann = { name: 'ann', because: 'Es ist trocken – sehr.' };

describe('a command of an operator', () => {
  test('can be read, and says who and why', () => {
    const { id, record } = commandOfOperator(WaterTree, water, ann);
    expect(record).toMatchObject({ topic: 'garden.commands', key: 'oak' });
    expect(JSON.parse(new TextDecoder().decode(record.value))).toEqual(water);
    expect(cloudEventOf(record)).toMatchObject({
      id,
      correlationId: id,
      source: '/operator',
      type: 'garden.water-tree.v1',
      subject: 'oak',
      operator: ann,
    });
  });

  test('lets the operator act, with the role of one', () => {
    const { record } = commandOfOperator(WaterTree, water, ann);
    expect(callOf(cloudEventOf(record), 'garden.watering', '').actor).toEqual({
      id: 'operator:ann',
      roles: ['operator'],
    });
  });

  test('that expires is of use for a minute, and any other for ever', () => {
    const now = new Date('2026-01-01T00:00:00.000Z');
    const until = (record: { headers: Readonly<Record<string, string>> }) => record.headers['ce_deadline'];
    expect(until(commandOfOperator(MistTree, water, ann, { now }).record)).toBe('2026-01-01T00:01:00.000Z');
    expect(until(commandOfOperator(MistTree, water, ann, { now, deadline: now }).record)).toBe(now.toISOString());
    expect(until(commandOfOperator(WaterTree, water, ann, { now }).record)).toBeUndefined();
  });

  test('that does not fit its contract is not made', () => {
    expect(() => commandOfOperator(WaterTree, { ...water, litres: 0.5 }, ann)).toThrow(InvalidMessage);
  });

  test.each([{ name: ' ' }, { because: '\t' }])('that leaves out %o is not made', (blank) => {
    expect(() => commandOfOperator(WaterTree, water, { ...ann, ...blank })).toThrow(NobodyAsks);
  });
});

describe('a record that claims an operator', () => {
  const headers = commandOfOperator(WaterTree, water, ann).record.headers;
  const value = new Uint8Array();

  test.each([
    ['and gives no reason', { ce_because: '' }, 'gives no reason'],
    ['and gives a blank reason', { ce_because: ' ' }, 'gives no reason'],
    ['and names nobody', { ce_actor: 'operator: ' }, 'does not name one'],
    ['and names a service', { ce_actor: 'service:garden' }, 'does not name one'],
    ['and comes from a service', { ce_source: '/garden' }, 'claims operator:ann and comes from /garden'],
  ])('%s is refused', (_what, changed, problem) => {
    const read = () => cloudEventOf({ headers: { ...headers, ...changed }, value });
    expect(read).toThrow(NoCloudEvent);
    expect(read).toThrow(problem);
  });
});

test('a service that gives an actor of its own kind is what it was before', () => {
  const event = {
    id: '019a7a14-55c1-7e7b-9a8a-7c1f0a7d2b11',
    source: '/garden',
    type: 'garden.tree-grew.v1',
    subject: 'oak',
    time: new Date(0),
    correlationId: 'walk',
    traceparent: '',
  };
  const read = cloudEventOf({
    headers: { ...headersOf(event), ce_actor: 'rose', ce_because: 'so' },
    value: new Uint8Array(),
  });
  expect(read).toEqual(event);
  expect(callOf(read, 'garden.diary', '').actor).toEqual({ id: 'service:garden', roles: ['service'] });
});
