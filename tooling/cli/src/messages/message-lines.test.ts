import { commandOfOperator } from '@holdfast/messaging';
import { defineCommand } from '@holdfast/contract-kit';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { messageLines } from './message-lines.ts';
import { seenMessage } from './seen-message.ts';

const WaterPlant = defineCommand({
  name: 'garden.water-plant',
  version: 1,
  subject: 'plant',
  data: z.object({ plant: z.string(), litres: z.int() }),
});
const at = new Date('2026-05-04T03:02:01.123Z');
const { id, record } = commandOfOperator(
  WaterPlant,
  { plant: 'oak', litres: 2 },
  { name: 'ann', because: 'dry' },
  { now: at },
);
const place = { topic: 'garden.commands', partition: 1, offset: 42n, key: 'oak', timestamp: at };
const colour = pc.createColors(false);

describe('a message that passes', () => {
  test('is one line about it, one about who sent it by hand, and one with its data', () => {
    expect(messageLines(seenMessage({ ...record, ...place }), colour)).toEqual([
      `03:02:01.123  garden.water-plant.v1  oak  garden.commands/1@42  correlation ${id}`,
      '  by ann: dry',
      '  {"plant":"oak","litres":2}',
    ]);
  });

  test('has all of it as JSON', () => {
    expect(JSON.parse(JSON.stringify(seenMessage({ ...record, ...place })))).toEqual({
      time: '2026-05-04T03:02:01.123Z',
      topic: 'garden.commands',
      partition: 1,
      offset: '42',
      id,
      type: 'garden.water-plant.v1',
      source: '/operator',
      subject: 'oak',
      correlationId: id,
      by: 'ann',
      because: 'dry',
      data: { plant: 'oak', litres: 2 },
    });
  });

  test('that is a dead letter says where it lay and what went wrong', () => {
    const headers = { ...record.headers, dlt_reason: 'fatal', dlt_error: 'TooDry: no water' };
    const seen = seenMessage({ ...record, ...place, headers });
    expect(seen.deadLetter).toEqual({ dlt_reason: 'fatal', dlt_error: 'TooDry: no water' });
    expect(messageLines(seen, colour)[2]).toBe('  dead letter {"dlt_reason":"fatal","dlt_error":"TooDry: no water"}');
  });

  test('that is no message of ours is shown with what is wrong, and moves no cursor', () => {
    const value = new TextEncoder().encode('\u001b[2J no JSON');
    const lines = messageLines(seenMessage({ ...place, headers: { a: '\u001b[2J' }, value }), colour);
    expect(lines[0]).toMatch(/^This record is no CloudEvent: .* garden.commands\/1@42$/);
    expect(lines.join()).not.toContain('\u001b');
    expect(lines.at(-1)).toContain('no JSON');
  });

  test('with nothing in it is a tombstone', () => {
    expect(seenMessage({ ...place, headers: {}, value: null })).toMatchObject({ data: null });
  });
});
