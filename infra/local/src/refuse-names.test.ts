import { expect, test } from 'vitest';
import { NameTooLong, OutsideNamespace, refuseNames } from './refuse-names.ts';

const database = (name: string) => ({
  service: 'garden',
  name,
  roles: { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` },
});
const topic = (name: string) => ({ name, partitions: 3, retentionMs: 1_000 });
const nothing = { databases: [], topics: [], principals: [] };

test('names within the namespace are fine, and without one any name is', () => {
  refuseNames({ ...nothing, databases: [database('h1_garden')], topics: [topic('h1.garden.events')] }, 'h1');
  expect(() =>
    refuseNames({ ...nothing, databases: [database('garden')], topics: [topic('garden.events')] }, ''),
  ).not.toThrow();
});

test.each([
  ['a database', { ...nothing, databases: [database('h10_garden')] }],
  ['a topic', { ...nothing, topics: [topic('garden.events')] }],
  [
    'a group',
    {
      ...nothing,
      principals: [
        { service: 'garden', acls: [{ resource: 'group', name: 'h10.garden.watch', operations: ['READ'] }] },
      ],
    },
  ],
] as const)('%s outside the namespace is refused', (_what, requirements) => {
  expect(() => refuseNames(requirements, 'h1')).toThrow(OutsideNamespace);
});

test('a role that PostgreSQL would cut off is refused, although its database would just fit', () => {
  const name = `h1_${'g'.repeat(60)}`;
  expect(() => refuseNames({ ...nothing, databases: [database(name)] }, 'h1')).toThrow(NameTooLong);
});
