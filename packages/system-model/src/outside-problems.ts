import { appFolders, hasDeclaration } from './app-folders.ts';
import type { System } from './define-system.ts';
import { simulatorsOf, type SimulatorApp } from './simulators.ts';

/** What is wrong with the systems outside and with the apps that simulate them: one sentence per problem, none when all is well. */
export function outsideProblems(root: string, system: System): string[] {
  const simulators = simulatorsOf(system);
  return [
    ...nameProblems(system),
    ...unansweredProblems(system),
    ...simulators.flatMap((simulator, index) => [
      ...appProblems(root, simulator),
      ...portProblems(simulator, system, simulators.slice(0, index)),
    ]),
    ...ambiguousPorts(system),
    ...strayFolders(root, simulators),
  ];
}

// It becomes a part of a URL, and in capitals with underscores the name of a variable: two names must not become one.
const outsideName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function nameProblems({ outside = {} }: System): string[] {
  return Object.keys(outside)
    .filter((name) => !outsideName.test(name))
    .map(
      (name) =>
        `system.ts: the outside system '${name}' cannot name a variable and a path. Use lower-case words of letters and digits with single hyphens between them.`,
    );
}

function unansweredProblems({ services, outside = {} }: System): string[] {
  return services.flatMap((service) =>
    (service.outside ?? [])
      .filter((name) => !Object.hasOwn(outside, name))
      .map(
        (name) =>
          `apps/${service.name}/service.ts: the outside system '${name}' is not in system.ts. Add it to \`outside\` with its team.`,
      ),
  );
}

function appProblems(root: string, { app, systems }: SimulatorApp): string[] {
  if (!appFolders(root).includes(app)) {
    return [
      `system.ts: '${systems[0]}' is simulated by apps/${app}, but there is no such app. Add the folder with its package.json, or leave \`simulator\` out.`,
    ];
  }
  if (!hasDeclaration(root, app)) return [];
  return [
    `system.ts: '${systems[0]}' is simulated by apps/${app}, which is a service. Simulate it in an app of its own, without service.ts.`,
  ];
}

function portProblems({ app, port }: SimulatorApp, { services }: System, earlier: readonly SimulatorApp[]): string[] {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return [`system.ts: ${port}, of the simulator '${app}', is not a port. Use a whole number from 1 to 65535.`];
  }
  const takers = [
    ...services.filter((service) => service.port === port).map(({ name }) => `apps/${name}/service.ts`),
    ...earlier.filter((other) => other.port === port).map((other) => `the simulator '${other.app}'`),
  ];
  return takers.map(
    (taker) => `system.ts: port ${port} of the simulator '${app}' is taken by ${taker}. Give each its own.`,
  );
}

function ambiguousPorts({ outside = {} }: System): string[] {
  const named = Object.values(outside).flatMap(({ simulator }) => (simulator ? [simulator] : []));
  return [...new Set(named.map(({ app }) => app))].flatMap((app) => {
    const ports = [...new Set(named.filter((other) => other.app === app).map(({ port }) => port))];
    if (ports.length === 1) return [];
    return [
      `system.ts: the simulator '${app}' has the ports ${ports.join(' and ')}. It is one process: give it one port.`,
    ];
  });
}

function strayFolders(root: string, simulators: readonly SimulatorApp[]): string[] {
  const simulating = new Set(simulators.map(({ app }) => app));
  return appFolders(root)
    .filter((folder) => !simulating.has(folder) && !hasDeclaration(root, folder))
    .map(
      (folder) =>
        `apps/${folder} has no service.ts, and no system outside is simulated by it. Add one with \`export default defineService({ … })\`, name the app as a \`simulator\` in system.ts, or move the folder out of apps/.`,
    );
}
