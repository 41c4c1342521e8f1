import { describe, expect, test } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { DeclarationsRefused } from './declarations-refused.ts';
import { loadSystem } from './load-system.ts';
import { simulatorsOf } from './simulators.ts';

const sky = { app: 'sky', port: 5010 };

test('the simulators of a system are its apps, each once, with what they simulate', () => {
  const outside = {
    weather: { team: 'growers', simulator: sky },
    seeds: { team: 'growers', simulator: { app: 'nursery', port: 5011 } },
    tides: { team: 'growers', simulator: sky },
    moon: { team: 'growers' },
  };
  expect(simulatorsOf({ outside })).toEqual([
    { app: 'sky', port: 5010, systems: ['weather', 'tides'] },
    { app: 'nursery', port: 5011, systems: ['seeds'] },
  ]);
  expect(simulatorsOf({})).toEqual([]);
});

const tree = (outside: object, files: Record<string, string> = {}) =>
  temporaryTree({
    'apps/garden/package.json': '{}',
    'apps/garden/service.ts': '',
    'apps/sky/package.json': '{}',
    'system.ts': `
      const services = [{ name: 'garden', team: 'growers', port: 5000 }];
      export default { name: 'estate', teams: {}, services, outside: ${JSON.stringify(outside)}, steps: [] };`,
    ...files,
  });

async function problemsWith(outside: object, files?: Record<string, string>): Promise<readonly string[]> {
  const refused = await loadSystem(tree(outside, files)).catch((error: unknown) => error);
  if (!(refused instanceof DeclarationsRefused)) throw new Error('the tree was accepted');
  return refused.problems;
}

const simulated = (simulator: object = sky) => ({ team: 'growers', simulator });

describe('an app without a declaration', () => {
  test('may simulate systems outside', async () => {
    const system = await loadSystem(tree({ weather: simulated(), tides: simulated() }));
    expect(simulatorsOf(system)).toEqual([{ ...sky, systems: ['weather', 'tides'] }]);
  });

  test('that simulates nothing is refused', async () => {
    expect(await problemsWith({ weather: { team: 'growers' } })).toEqual([
      expect.stringMatching(/^apps\/sky has no service\.ts, and no system outside is simulated by it\. Add one/),
    ]);
  });
});

describe('a simulator is refused', () => {
  test('when its app does not exist', async () => {
    expect(await problemsWith({ weather: simulated(), tides: simulated({ app: 'sea', port: 5012 }) })).toEqual([
      expect.stringContaining("'tides' is simulated by apps/sea, but there is no such app. Add the folder"),
    ]);
  });

  test('when its app is a service', async () => {
    expect(await problemsWith({ weather: simulated(), rain: simulated({ app: 'garden', port: 5012 }) })).toEqual([
      expect.stringContaining("'rain' is simulated by apps/garden, which is a service. Simulate it in an app"),
    ]);
  });

  test('when its port is taken by a service, or is none', async () => {
    expect(await problemsWith({ weather: simulated({ app: 'sky', port: 5000 }) })).toEqual([
      expect.stringContaining("port 5000 of the simulator 'sky' is taken by apps/garden/service.ts. Give each"),
    ]);
    expect(await problemsWith({ weather: simulated({ app: 'sky', port: 70_000 }) })).toEqual([
      expect.stringContaining("70000, of the simulator 'sky', is not a port. Use a whole number"),
    ]);
  });

  test('when another simulator has its port', async () => {
    expect(
      await problemsWith(
        { weather: simulated(), tides: simulated({ app: 'sea', port: 5010 }) },
        { 'apps/sea/package.json': '{}' },
      ),
    ).toEqual([expect.stringContaining("port 5010 of the simulator 'sea' is taken by the simulator 'sky'")]);
  });

  test('when it has two ports', async () => {
    expect(await problemsWith({ weather: simulated(), tides: simulated({ app: 'sky', port: 5011 }) })).toEqual([
      expect.stringContaining("the simulator 'sky' has the ports 5010 and 5011. It is one process"),
    ]);
  });
});

test.each(['Weather', 'weather_report', 'weather--report', 'weather-', '7-seas', 'weather report'])(
  'a system outside is not called %o, which is no name of a variable and a path',
  async (name) => {
    expect(await problemsWith({ [name]: simulated() })).toEqual([
      expect.stringContaining(`the outside system '${name}' cannot name a variable and a path. Use lower-case`),
    ]);
  },
);
