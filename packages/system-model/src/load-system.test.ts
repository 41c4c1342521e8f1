import { describe, expect, test } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { loadSystem } from './load-system.ts';

const event = (name: string) => `{ kind: 'event', name: '${name}', version: 1, subject: 'plantId' }`;
const systemWith = (steps: string, more = '') => `
  const garden = { name: 'garden', team: 'growers', port: 5000, publishes: [${event('garden.plant-grown')}], outside: ['weather'] };
  export default { name: 'estate', teams: { growers: { page: 'x' } }, services: [garden], outside: { weather: { team: 'growers' } }, steps: [${steps}] ${more} };
`;

describe('a system', () => {
  test('is the default export of system.ts', async () => {
    const root = temporaryTree({
      'system.ts': systemWith(`{ name: 'grow', service: 'garden', done: ${event('garden.plant-grown')} }`),
    });
    expect((await loadSystem(root)).steps[0]?.name).toBe('grow');
  });

  test('is refused when a step ends with an event that its service does not publish', async () => {
    const root = temporaryTree({
      'system.ts': systemWith(`{ name: 'grow', service: 'garden', done: ${event('garden.plant-eaten')} }`),
    });
    await expect(loadSystem(root)).rejects.toThrow(
      "step 'grow' ends with garden.plant-eaten.v1, but apps/garden/service.ts does not publish it. Name an event",
    );
  });

  test('is refused when a service calls an outside system that nobody answers for', async () => {
    const root = temporaryTree({ 'system.ts': systemWith('', ', outside: {}') });
    await expect(loadSystem(root)).rejects.toThrow(
      "the outside system 'weather' is not in system.ts. Add it to `outside`",
    );
  });

  test('is refused when its issuer is nobody', async () => {
    const root = temporaryTree({ 'system.ts': systemWith('', ", issuer: 'door'") });
    await expect(loadSystem(root)).rejects.toThrow("the issuer 'door' is not in `outside`. Add it");
  });

  test('is refused when the file is missing or exports something else', async () => {
    await expect(loadSystem(temporaryTree({}))).rejects.toThrow('system.ts is missing at the root. Add it');
    await expect(loadSystem(temporaryTree({ 'system.ts': 'export default {};' }))).rejects.toThrow(
      'has no system as its default export. Write',
    );
  });
});
