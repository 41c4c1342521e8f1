import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isFree } from '@holdfast/local-infra';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FleetApp, FleetOptions } from './fleet-options.ts';
import { NoSuchMember, ServiceFleet } from './service-fleet.ts';

/** A service as it is built: it is ready as soon as it listens, tells only operators so, and does what its environment says. */
const main = `
import { createServer } from 'node:http';
const { PORT, ADMIN_PORT, HOST, CRASH, DATABASE_URL, SKY_PORT } = process.env;
console.log('first words');
if (CRASH) process.exit(3);
const isForOperators = ({ socket }) => socket.localPort === Number(ADMIN_PORT ?? PORT);
const tell = (request, response) => {
  const kafka = isForOperators(request) ? 'ok' : 'missing';
  response.end(JSON.stringify({ kafka, pid: process.pid, DATABASE_URL, SKY_PORT }));
};
for (const port of [PORT, ADMIN_PORT]) if (port) createServer(tell).listen(Number(port), HOST);
`;

let root: string;
let fleet: ServiceFleet;
let said: string[];
let ports: { garden: number; shed: number; sky: number };
const others: Server[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'fleet-'));
  for (const service of ['garden', 'shed', 'sky']) {
    const folder = join(root, 'apps', service, 'dist', 'src');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'main.js'), main);
    writeFileSync(join(root, 'apps', service, 'package.json'), '{"type":"module"}');
  }
  said = [];
  ports = { garden: await freePort(), shed: await freePort(), sky: await freePort() };
});

afterEach(async () => {
  await fleet.stop({ patienceMs: 1_000 });
  for (const other of others.splice(0)) other.close();
  rmSync(root, { recursive: true });
});

const app = (name: string, port: number, more: Partial<FleetApp> = {}): FleetApp => ({
  name,
  port,
  instances: 1,
  isOutside: false,
  ...more,
});
const gardenAndShed = (instances = 1) => [
  app('garden', ports.garden, { instances }),
  app('shed', ports.shed, { instances }),
];
/** The simulator is named last, and yet the first to come and the last to go. */
const withSky = () => [...gardenAndShed(), app('sky', ports.sky, { isOutside: true })];

function fleetWith(options: Partial<FleetOptions> = {}): ServiceFleet {
  fleet = new ServiceFleet({
    root,
    apps: gardenAndShed(),
    ports: 'declared',
    environment: (name, { port, adminPort }) => ({
      PORT: String(port),
      ...(adminPort && { ADMIN_PORT: String(adminPort) }),
      HOST: '127.0.0.1',
      DATABASE_URL: `postgres://app@h/${name}`,
      SKY_PORT: String(fleet.portOf('sky')),
    }),
    deployed: new Map(['garden', 'shed', 'sky'].map((name) => [name, join(root, 'apps', name)])),
    logs: join(root, 'logs'),
    run: { add: () => undefined, remove: () => undefined },
    env: () => ({}),
    nodeArgs: () => [],
    say: (line) => void said.push(line),
    onChange: () => undefined,
    waitMs: () => 5,
    ...options,
  });
  return fleet;
}

const start = async () => await fleet.start({ withinMs: 20_000 });
const answerOf = async (service: string, instance = 1) =>
  (await (await fetch(`${fleet.member(service, instance).url()}/health/ready`)).json()) as Record<string, unknown>;

async function take(port: number): Promise<void> {
  const other = createServer((_, response) => response.end('somebody else'));
  others.push(other);
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
}

async function freeRow(length: number): Promise<number> {
  const first = await freePort();
  const row = Array.from({ length }, (_, index) => first + index);
  const areFree = await Promise.all(row.map(isFree));
  return first + length < 65_536 && areFree.every(Boolean) ? first : await freeRow(length);
}

describe('a fleet', { timeout: 60_000 }, () => {
  test('starts each service on its port, with its own database', async () => {
    fleetWith();
    await start();
    expect(fleet.member('garden').url()).toBe(`http://127.0.0.1:${ports.garden}`);
    expect(await answerOf('garden')).toMatchObject({ DATABASE_URL: 'postgres://app@h/garden' });
    expect(said).toEqual([]);
  });

  test('tells where operators ask each process, which stays so over a restart', async () => {
    fleetWith({ apps: withSky() });
    await start();
    const { process, url, adminUrl } = fleet.member('garden');
    const first = adminUrl();
    const { pid } = await answerOf('garden');
    expect(await (await fetch(`${first}/health/ready`)).json()).toMatchObject({ pid, kafka: 'ok' });
    expect(first).not.toBe(url());
    expect(fleet.member('sky').adminUrl()).toBe(fleet.member('sky').url());
    process.kill('SIGKILL');
    await vi.waitFor(() => expect(said).toContain('garden is ready again.'), { timeout: 20_000, interval: 10 });
    expect(adminUrl()).toBe(first);
  });

  test('moves a service whose port is taken, and says so in one line', async () => {
    await take(ports.garden);
    fleetWith();
    await start();
    expect(said).toEqual([expect.stringMatching(`^port ${ports.garden} is taken; garden is at \\d+\\.$`)]);
    expect(fleet.member('garden').url()).not.toContain(`:${ports.garden}`);
  });

  test('moves no service to a port that another declares, although that one is not started', async () => {
    // A row of three that are free: the middle one belongs to an app that is left out.
    const first = await freeRow(3);
    await take(first);
    fleetWith({ apps: [app('garden', first)], declaredPorts: [first, first + 1] });
    await start();
    expect(fleet.member('garden').url()).toBe(`http://127.0.0.1:${first + 2}`);
  });

  test('beside another of the same services takes other ports, although nothing listens there yet', async () => {
    const first = fleetWith({ env: () => ({ CRASH: 'yes' }) });
    await expect(first.start({ withinMs: 20_000 })).rejects.toThrow(/ended \d times/);
    fleetWith();
    await start();
    expect(said.filter((line) => line.startsWith('port '))).toHaveLength(2);
    await first.stop({ patienceMs: 1_000 });
  });

  test('runs several processes of each service', async () => {
    fleetWith({ apps: gardenAndShed(2) });
    await start();
    const pids = await Promise.all([answerOf('garden'), answerOf('garden', 2)]);
    expect(new Set(pids.map(({ pid }) => pid)).size).toBe(2);
    expect(fleet.members.map(({ process }) => process.name)).toEqual(['garden', 'garden-2', 'shed', 'shed-2']);
    expect(() => fleet.member('garden', 3)).toThrow(NoSuchMember);
  });

  test('brings a killed service back, and says both', async () => {
    fleetWith();
    await start();
    fleet.member('garden').process.kill('SIGKILL');
    await vi.waitFor(() => expect(said).toContain('garden is ready again.'), { timeout: 20_000, interval: 10 });
    expect(said[0]).toMatch(/^garden ended \(SIGKILL\); it starts again in 0.0 s\. Its log: .*garden\.log$/);
  });

  test('moves a service whose port was taken while it was away', async () => {
    fleetWith({ waitMs: () => 200 });
    await start();
    fleet.member('garden').process.kill('SIGKILL');
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 20_000, interval: 1 });
    await take(ports.garden);
    await vi.waitFor(() => expect(said).toContain('garden is ready again.'), { timeout: 20_000, interval: 10 });
    expect(said[1]).toMatch(`port ${ports.garden} is taken`);
  });

  test('that cannot start says which service, how it ended and what it said', async () => {
    fleetWith({ env: ({ service }) => (service === 'shed' ? { CRASH: 'yes' } : {}) });
    await expect(start()).rejects.toThrow(/shed ended \d times before it was ready.*\n {2}first words/);
  });

  test('gives one start of one service its own environment and arguments', async () => {
    fleetWith({
      env: (which) => (which.service === 'garden' && which.start === 1 ? { DATABASE_URL: 'postgres://first@h/d' } : {}),
      nodeArgs: ({ instance }) => [`--title=instance-${instance}`],
    });
    await start();
    expect(await answerOf('garden')).toMatchObject({ DATABASE_URL: 'postgres://first@h/d' });
    fleet.member('garden').process.kill('SIGKILL');
    await vi.waitFor(() => expect(said).toContain('garden is ready again.'), { timeout: 20_000, interval: 10 });
    expect(await answerOf('garden')).toMatchObject({ DATABASE_URL: 'postgres://app@h/garden' });
  });

  test('that has stopped has no process and no port left', async () => {
    fleetWith();
    await start();
    await fleet.stop({ patienceMs: 5_000 });
    expect(fleet.members.map(({ process }) => process.pid)).toEqual([undefined, undefined]);
    await take(ports.garden);
  });
});

describe('a simulator of what is outside', { timeout: 60_000 }, () => {
  const backAgain = async (name: string) =>
    await vi.waitFor(() => expect(said).toContain(`${name} is ready again.`), { timeout: 20_000, interval: 10 });

  test('is ready before a service is started, and there until the last has ended', async () => {
    const events: string[] = [];
    const run = {
      add: ({ name, pid }: { name: string; pid: number }) => {
        events.push(`+${name}`);
        names.set(pid, name);
      },
      remove: (pid: number) => void events.push(`-${names.get(pid)}`),
    };
    const names = new Map<number, string>();
    fleetWith({ apps: withSky(), run });
    const starting = fleet.start({ withinMs: 20_000 });
    await vi.waitFor(() => expect(events).toContain('+sky'), { timeout: 20_000, interval: 1 });
    expect(events).toEqual(['+sky']);
    await starting;
    await fleet.stop({ patienceMs: 5_000 });
    expect([events.slice(0, 1), events.length, events.at(-1)]).toEqual([['+sky'], 6, '-sky']);
  });

  test('that cannot start keeps the services from starting', async () => {
    fleetWith({ apps: withSky(), env: ({ service }) => (service === 'sky' ? { CRASH: 'yes' } : {}) });
    await expect(start()).rejects.toThrow(/sky ended \d times before it was ready/);
    expect(fleet.member('garden').process.starts).toBe(0);
  });

  test('is at a port that all services know, although that was taken at first', async () => {
    await take(ports.sky);
    fleetWith({ apps: withSky() });
    await start();
    expect(said).toEqual([expect.stringMatching(`^port ${ports.sky} is taken; sky is at \\d+\\.$`)]);
    expect(fleet.member('sky').url()).toBe(`http://127.0.0.1:${fleet.portOf('sky')}`);
    expect(await answerOf('garden')).toMatchObject({ SKY_PORT: String(fleet.portOf('sky')) });
  });

  test('comes back at the same port, and waits for it when somebody took it', async () => {
    fleetWith({ apps: withSky(), ports: 'free', waitMs: () => 200 });
    await start();
    const port = fleet.portOf('sky')!;
    fleet.member('sky').process.kill('SIGKILL');
    await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 20_000, interval: 1 });
    await take(port);
    await vi.waitFor(() => expect(said[1]).toMatch(/^sky ended \(exit 1\)/), { timeout: 20_000, interval: 10 });
    others.pop()!.close();
    await backAgain('sky');
    expect(fleet.portOf('sky')).toBe(port);
  });

  test('that is not of the fleet has no port here', () => {
    expect(fleetWith().portOf('sky')).toBeUndefined();
  });
});
