import { describe, expect, test } from 'vitest';
import { requirementsOf } from './requirements.ts';
import { garden, market } from '../test/estate.ts';

describe('what a garden and a market need', () => {
  const { databases, topics, principals, operator } = requirementsOf([garden, market], '');

  test('is one database with three roles for each', () => {
    expect(databases).toEqual([
      { service: 'garden', name: 'garden', roles: { owner: 'garden_owner', app: 'garden_app', relay: 'garden_relay' } },
      { service: 'market', name: 'market', roles: { owner: 'market_owner', app: 'market_app', relay: 'market_relay' } },
    ]);
  });

  test('is the topics that somebody writes or reads, each once', () => {
    expect(topics.map(({ name }) => name)).toEqual([
      'garden.commands',
      'garden.events',
      'market.commands',
      'market.events',
      'garden.commands.garden.watering.dlt',
      'garden.events.market.stand.dlt',
      'market.commands.market.stand.dlt',
      'market.events.garden.watering.dlt',
    ]);
    expect(topics[0]).toEqual({ name: 'garden.commands', partitions: 3, retentionMs: 604_800_000 });
    expect(topics.at(-1)).toMatchObject({ retentionMs: 2_592_000_000 });
  });

  test('is rights for what is declared, and no others', () => {
    expect(principals).toEqual([
      {
        service: 'garden',
        acls: [
          { resource: 'topic', name: 'garden.commands', operations: ['READ', 'DESCRIBE_CONFIGS'] },
          { resource: 'topic', name: 'garden.events', operations: ['WRITE'] },
          { resource: 'topic', name: 'market.commands', operations: ['WRITE'] },
          { resource: 'topic', name: 'market.events', operations: ['READ', 'DESCRIBE_CONFIGS'] },
          { resource: 'topic', name: 'garden.commands.garden.watering.dlt', operations: ['WRITE'] },
          { resource: 'topic', name: 'market.events.garden.watering.dlt', operations: ['WRITE'] },
          { resource: 'group', name: 'garden.watering', operations: ['READ'] },
          { resource: 'group', name: 'garden.read-', operations: ['READ', 'DELETE'], pattern: 'prefixed' },
        ],
      },
      {
        service: 'market',
        acls: [
          { resource: 'topic', name: 'garden.events', operations: ['READ', 'DESCRIBE_CONFIGS'] },
          { resource: 'topic', name: 'market.commands', operations: ['READ', 'DESCRIBE_CONFIGS'] },
          { resource: 'topic', name: 'market.events', operations: ['WRITE'] },
          { resource: 'topic', name: 'garden.events.market.stand.dlt', operations: ['WRITE'] },
          { resource: 'topic', name: 'market.commands.market.stand.dlt', operations: ['WRITE'] },
          { resource: 'group', name: 'market.stand', operations: ['READ'] },
          { resource: 'group', name: 'market.read-', operations: ['READ', 'DELETE'], pattern: 'prefixed' },
        ],
      },
    ]);
  });

  test('lets an operator read everything, send commands, and say no event', () => {
    expect(operator).toEqual([
      { resource: 'topic', name: 'garden.commands', operations: ['READ', 'WRITE'] },
      { resource: 'topic', name: 'garden.events', operations: ['READ'] },
      { resource: 'topic', name: 'market.commands', operations: ['READ', 'WRITE'] },
      { resource: 'topic', name: 'market.events', operations: ['READ'] },
      { resource: 'topic', name: 'garden.commands.garden.watering.dlt', operations: ['READ'] },
      { resource: 'topic', name: 'garden.events.market.stand.dlt', operations: ['READ'] },
      { resource: 'topic', name: 'market.commands.market.stand.dlt', operations: ['READ'] },
      { resource: 'topic', name: 'market.events.garden.watering.dlt', operations: ['READ'] },
      { resource: 'group', name: 'operator.', operations: ['READ', 'DELETE'], pattern: 'prefixed' },
    ]);
  });

  test('is the same however often one asks', () => {
    expect(requirementsOf([garden, market], '')).toEqual({ databases, topics, principals, operator });
  });
});

describe('in a namespace', () => {
  const { databases, topics, principals, operator = [] } = requirementsOf([garden, market], 'h1a2b3c');

  test('every name carries it', () => {
    expect(databases[0]).toEqual({
      service: 'garden',
      name: 'h1a2b3c_garden',
      roles: { owner: 'h1a2b3c_garden_owner', app: 'h1a2b3c_garden_app', relay: 'h1a2b3c_garden_relay' },
    });
    const names = [
      ...topics.map(({ name }) => name),
      ...[...principals.flatMap(({ acls }) => acls), ...operator].map(({ name }) => name),
    ];
    expect(names.filter((name) => !name.startsWith('h1a2b3c.'))).toEqual([]);
  });
});

describe('a service whose name has a hyphen', () => {
  test('has a database that needs no quotes', () => {
    const [database] = requirementsOf([{ name: 'green-house', team: 'growers', port: 5003 }], '').databases;
    expect(database?.roles.app).toBe('green_house_app');
  });
});

describe('a service that declares the name of its database', () => {
  test('gets that one', () => {
    const [database] = requirementsOf(
      [{ name: 'garden', team: 'growers', port: 5003, database: 'beds' }],
      '',
    ).databases;
    expect(database).toMatchObject({ service: 'garden', name: 'beds', roles: { owner: 'beds_owner' } });
  });
});

describe('a service whose neighbour does not run', () => {
  test('still finds the topics it reads and writes', () => {
    expect(requirementsOf([market], '').topics.map(({ name }) => name)).toContain('garden.events');
    expect(requirementsOf([garden], '').topics.map(({ name }) => name)).toContain('market.commands');
  });
});
