import { expect, test } from 'vitest';
import type { HeldItem } from './held-items.ts';
import { heldLines } from './held-lines.ts';

const item: HeldItem = {
  name: 'garden.diary:garden.events/0@3',
  service: 'garden',
  by: 'consumer',
  where: 'garden.events/0',
  key: 'oak',
  type: 'garden.tree-grew.v1',
  messages: 2,
  since: new Date('2026-05-04T03:02:01.123Z'),
  attempts: 5,
  why: 'TooDry: no\n\u001b[2Jwater',
  nextAt: undefined,
  decided: undefined,
  consumer: 'garden.diary',
};

test('a parked key is one line, whatever its error has written, and says what to do', () => {
  expect(heldLines([item], 'parked')).toEqual([
    'These failed and wait, with all that followed of the same key; the other keys go on:',
    '  name                            key  messages  since                 attempts  next      why',
    '  garden.diary:garden.events/0@3  oak  2         2026-05-04T03:02:01Z  5         a person  TooDry: no [2Jwater',
    '',
    './holdfast messages parked show garden.diary:garden.events/0@3',
    './holdfast messages parked release garden.diary:garden.events/0@3 --because "<what you have mended>"',
  ]);
});

test('a dead one is requeued', () => {
  expect(heldLines([item], 'dead').at(-1)).toContain('messages dead requeue garden.diary');
});

test('what a relay holds back has a table of its own, also when it is being sent', () => {
  const unsent = { ...item, by: 'outbox' as const, name: 'garden:outbox@7', decided: 'release' as const };
  const lines = heldLines([unsent, { ...unsent, name: undefined }], 'parked');
  expect(lines[0]).toContain('refused for good');
  expect(lines[2]).toMatch(/garden:outbox@7 .* being sent/);
  expect(lines[3]).toMatch(/^ {2}garden\.events\/0 /);
});

test('one that was dropped or has a time says so', () => {
  const lines = heldLines(
    [
      { ...item, decided: 'dropped' },
      { ...item, nextAt: item.since },
    ],
    'parked',
  );
  expect(lines[2]).toContain(' dropped ');
  expect(lines[3]).toMatch(/5 +2026-05-04T03:02:01Z/);
});

test('of nothing there is nothing to say', () => {
  expect(heldLines([], 'parked')).toEqual([]);
});
