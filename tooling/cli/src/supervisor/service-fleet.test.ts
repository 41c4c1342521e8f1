import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type ServiceAccess } from '@holdfast/local-infra';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NoSuchMember, ServiceFleet, type FleetOptions } from './service-fleet.ts';

/** A service as it is built: it is ready as soon as it listens, and does what its environment tells it. */
const main = `
import { createServer } from 'node:http';
const { PORT, HOST, CRASH, DATABASE_URL } = process.env;
console.log('first words');
if (CRASH) process.exit(3);
const tell = (_, response) => response.end(JSON.stringify({ kafka: 'ok', pid: process.pid, DATABASE_URL }));
createServer(tell).listen(Number(PORT), HOST);
`;

let root: string;
let fleet: ServiceFleet;
let said: string[];
let ports: { garden: number; shed: number };
const others: Server[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'fleet-'));
  for (const service of ['garden', 'shed']) {
    const folder = join(root, 'apps', service, 'dist', 'src');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'main.js'), main);
    writeFileSync(join(root, 'apps', service, 'package.json'), '{"type":"module"}');
  }
  said = [];
  ports = { garden: await freePort(), shed: await freePort() };
});

afterEach(async () => {
  await fleet.stop({ patienceMs: 1_000 });
  for (const other of others.splice(0)) other.close();
  rmSync(root, { recursive: true });
});

const access = (service: string): ServiceAccess => ({
  database: service,
  roles: { owner: 'o', app: 'a', relay: 'r' },
  ownerUrl: 'postgres://o@h/d',
  appUrl: `postgres://app@h/${service}`,
  relayUrl: 'postgres://r@h/d',
  kafka: { brokers: ['127.0.0.1:9092'] },
});

function fleetWith(options: Partial<FleetOptions> = {}): ServiceFleet {
  fleet = new ServiceFleet({
    root,
    services: [
      { name: 'garden', team: 'green', port: ports.garden },
      { name: 'shed', team: 'tools', port: ports.shed },
    ],
    instances: 1,
    ports: 'declared',
    access: { garden: access('garden'), shed: access('shed') },
    namespace: '',
    built: true,
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

describe('a fleet', { timeout: 60_000 }, () => {
  test('starts each service on its port, with its own database', async () => {
    fleetWith();
    await start();
    expect(fleet.member('garden').url()).toBe(`http://127.0.0.1:${ports.garden}`);
    expect(await answerOf('garden')).toMatchObject({ DATABASE_URL: 'postgres://app@h/garden' });
    expect(said).toEqual([]);
  });

  test('moves a service whose port is taken, and says so in one line', async () => {
    await take(ports.garden);
    fleetWith();
    await start();
    expect(said).toEqual([expect.stringMatching(`^port ${ports.garden} is taken; garden is at \\d+\\.$`)]);
    expect(fleet.member('garden').url()).not.toContain(`:${ports.garden}`);
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
    fleetWith({ instances: 2 });
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
