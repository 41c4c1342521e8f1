import { join } from 'node:path';
import { expect, test } from 'vitest';
import { consumerBreaks } from './consumer-breaks.ts';
import { consumerBreaksInPostgres } from './consumer-breaks-in-postgres.ts';
import { edited, EditMisfits } from './edited.ts';
import { relayBreaks } from './relay-breaks.ts';
import { relayBreaksInPostgres } from './relay-breaks-in-postgres.ts';
import { tickBreaks } from './tick-breaks.ts';
import { tickBreaksInPostgres } from './tick-breaks-in-postgres.ts';

const root = join(import.meta.dirname, '../../../..');
const inMemory = [...relayBreaks, ...tickBreaks, ...consumerBreaks];
const inPostgres = [...relayBreaksInPostgres, ...tickBreaksInPostgres, ...consumerBreaksInPostgres];

/** Breaks in memory that would be no other statement of PostgreSQL. */
const why: Readonly<Record<string, string>> = {
  'has two sends in flight': 'the relay sends, whatever the store is',
  'looks up both of two copies in a set': 'the consumer does, whatever the store is',
  'counts instead of drawing a token': 'the consumer draws it, and it breaks nothing',
  'counts instead of drawing a token, and fences by that alone': 'as "fences by the token alone"',
  'drives anew with SKIP LOCKED, whatever is due, and holds no place': 'as "drives anew with SKIP LOCKED"',
};

test('what is broken in memory is broken in PostgreSQL as well, or it is said why not', () => {
  const names = (breaks: readonly { readonly name: string }[]) =>
    new Set(breaks.map(({ name }) => name.replace(/ \(.*\)$/, '')));
  const onlyInMemory = [...names(inMemory)].filter((name) => !names(inPostgres).has(name));
  expect(onlyInMemory.toSorted()).toEqual(Object.keys(why).toSorted());
});

// In seconds, and not only when the breaks are run.
test.each([...inMemory, ...inPostgres])('$name: its edits fit the code', ({ edits }) => {
  expect(edited(root, edits).size).toBeGreaterThan(0);
});

test('an edit that does not fit the code any more says which one', () => {
  const edit = { file: 'packages/messaging/src/time.ts', find: 'no such text', replace: '' };
  expect(() => edited(root, [edit])).toThrow(EditMisfits);
  expect(() => edited(root, [edit])).toThrow(`${edit.file} has this 0 times, and once is meant: no such text`);
});
