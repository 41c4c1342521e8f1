import { describe, expect, test } from 'vitest';
import { garden, market, PlantGrown, PlantSold, SellPlant, WaterPlant } from '../test/estate.ts';
import { problemsAmong } from './declaration-problems.ts';
import type { ServiceDeclaration } from './define-service.ts';

// The compiler refuses some of these already; a file that was never compiled is refused here as well.
const gardenWith = (change: object): ServiceDeclaration => ({ ...garden, ...change });
const problemsOf = (change: object, others: ServiceDeclaration[] = [market]) =>
  problemsAmong([...others, gardenWith(change)]);

describe('services that agree with each other', () => {
  test('have no problem', () => {
    expect(problemsAmong([garden, market])).toEqual([]);
  });
});

describe('a declaration is refused with what, where and what to do', () => {
  test.each<[string, object, string]>([
    [
      'a name that no database can have',
      { name: 'Garden', consumers: {}, takes: [], publishes: [] },
      "apps/Garden/service.ts: 'Garden' cannot name a database",
    ],
    ['a name that leaves no room for role names', { name: 'g'.repeat(41) }, 'cannot name a database'],
    [
      'the name of the operator',
      { name: 'operator', consumers: {}, takes: [], publishes: [] },
      "'operator' is the login of persons who send commands",
    ],
    ['a port that does not exist', { port: 70_000 }, 'apps/garden/service.ts: 70000 is not a port'],
    ['the port of another', { port: 5001 }, 'port 5001 is taken by apps/market/service.ts'],
    ['the database of another', { database: 'market' }, "database 'market' belongs to apps/market/service.ts"],
    [
      'an event of another',
      { publishes: [PlantSold], consumers: {}, takes: [] },
      'market.plant-sold.v1 belongs to market',
    ],
    [
      'a consumer named after another service',
      { consumers: { 'market.watering': [WaterPlant] } },
      "consumer 'market.watering' cannot name a group and topics",
    ],
    [
      'a message that is declared twice',
      { publishes: [PlantGrown, PlantGrown] },
      'garden.plant-grown.v1 is declared twice',
    ],
    [
      'a consumer whose name no topic can carry',
      { consumers: { 'garden.Watering can': [WaterPlant] } },
      "consumer 'garden.Watering can' cannot name a group and topics",
    ],
    [
      'a consumer that receives nothing',
      { takes: [], consumers: { 'garden.watering': [] } },
      "consumer 'garden.watering' receives nothing",
    ],
    [
      'an event of nobody',
      { consumers: { 'garden.watering': [WaterPlant, { ...PlantSold, name: 'orchard.apple-fallen' }] } },
      "there is no service 'orchard'",
    ],
    [
      'an event that its owner does not publish',
      { consumers: { 'garden.watering': [WaterPlant, { ...PlantSold, version: 2 }] } },
      'receives market.plant-sold.v2, but apps/market/service.ts does not publish it',
    ],
    [
      'a command to another',
      { consumers: { 'garden.watering': [WaterPlant, SellPlant] } },
      'which is a command to market',
    ],
    [
      'a received command that is not taken',
      { takes: [] },
      'receives garden.water-plant.v1, which the service does not take',
    ],
    [
      'a taken command that no consumer receives',
      { consumers: { 'garden.watering': [PlantSold] } },
      'garden.water-plant.v1 is taken, but no consumer receives it',
    ],
    [
      'a sent command of nobody',
      { sends: [{ ...SellPlant, name: 'orchard.pick' }] },
      "orchard.pick.v1 is sent, but there is no service 'orchard'",
    ],
    [
      'a sent command that its owner does not take',
      { sends: [{ ...SellPlant, version: 2 }] },
      'market.sell-plant.v2 is sent, but apps/market/service.ts does not take it',
    ],
  ])('%s', (_, change, sentence) => {
    const problems = problemsOf(change).filter((problem) => problem.includes(sentence));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^apps\/\S+\/service\.ts: .*\. [A-Z].*\.$/);
  });

  test('all at once', () => {
    expect(problemsOf({ port: 5001, database: 'market', sends: [{ ...SellPlant, version: 2 }] })).toHaveLength(3);
  });
});
