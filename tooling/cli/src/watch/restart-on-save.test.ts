import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@holdfast/local-infra';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ServiceFleet } from '../supervisor/service-fleet.ts';
import { RestartOnSave } from './restart-on-save.ts';

/** A service that tells which text of itself runs, and takes its time to end. */
const source = (version: string) => `
import { createServer } from 'node:http';
const { PORT, ADMIN_PORT, HOST } = process.env;
const tell = (_, response) => response.end(JSON.stringify({ kafka: 'ok', pid: process.pid, version: '${version}' }));
for (const port of [PORT, ADMIN_PORT]) createServer(tell).listen(Number(port), HOST);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 30));
`;
const broken = 'console.log("first words"); this is no program';

let root: string;
let fleet: ServiceFleet;
let restarts: RestartOnSave;
let said: string[];
let children: number;
const others: Server[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'restart-'));
  fleet = undefined!;
  said = [];
  children = 0;
  for (const app of ['garden', 'shed']) {
    mkdirSync(join(root, 'apps', app, 'dist', 'src'), { recursive: true });
    writeFileSync(join(root, 'apps', app, 'package.json'), '{"type":"module"}');
    write(app, source('1'));
  }
});

afterEach(async () => {
  await restarts.close();
  await fleet.stop({ patienceMs: 1_000 });
  for (const other of others.splice(0)) other.close();
  rmSync(root, { recursive: true });
});

const write = (app: string, text: string) => writeFileSync(join(root, 'apps', app, 'dist', 'src', 'main.js'), text);
const say = (line: string) => void said.push(line);

async function start(): Promise<void> {
  const ports = [await freePort(), await freePort()];
  const apps = ['garden', 'shed'].map((name, index) => ({ name, port: ports[index]!, instances: 1, isOutside: false }));
  fleet = new ServiceFleet({
    root,
    apps,
    ports: 'declared',
    environment: (_, { port, adminPort }) => ({
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      HOST: '127.0.0.1',
    }),
    deployed: new Map(['garden', 'shed'].map((name) => [name, join(root, 'apps', name)])),
    isBeingChanged: true,
    logs: join(root, 'logs'),
    run: { add: () => void (children += 1), remove: () => void (children -= 1) },
    env: () => ({}),
    nodeArgs: () => [],
    say,
    onChange: () => undefined,
    waitMs: () => 5,
  });
  const users = new Map([
    ['apps/garden', new Set(['garden'])],
    ['apps/shed', new Set(['shed'])],
    ['packages/soil', new Set(['garden', 'shed', 'elsewhere'])],
    ['apps/elsewhere', new Set(['elsewhere'])],
  ]);
  restarts = new RestartOnSave({ users, apps: ['garden', 'shed'], fleet, say });
  await fleet.start({ withinMs: 20_000 });
}

const within = { timeout: 20_000, interval: 5 };
const saidOf = async (pattern: RegExp) =>
  await vi.waitFor(() => expect(said).toEqual(expect.arrayContaining([expect.stringMatching(pattern)])), within);
const versionOf = async (app: string) =>
  ((await (await fetch(fleet.member(app).url())).json()) as { version: string }).version;
const save = (app: string, text: string) => {
  write(app, text);
  restarts.saved([`apps/${app}/src/main.ts`]);
};

describe('a save', { timeout: 60_000 }, () => {
  test('restarts who runs the file and nobody else, and is one line', async () => {
    await start();
    const shed = fleet.member('shed').process.pid;
    save('garden', source('2'));
    await saidOf(/^apps\/garden\/src\/main\.ts changed: garden is ready again after \d+\.\d s$/);
    expect(await versionOf('garden')).toBe('2');
    expect([fleet.member('shed').process.pid, said.length, children]).toEqual([shed, 1, 2]);
  });

  test('of what many run restarts all of them that run here', async () => {
    await start();
    write('garden', source('2'));
    write('shed', source('2'));
    restarts.saved(['packages/soil/src/index.ts', 'packages/soil/src/other.ts']);
    await saidOf(
      /^packages\/soil\/src\/index\.ts, packages\/soil\/src\/other\.ts changed: garden, shed are ready again/,
    );
    expect([await versionOf('garden'), await versionOf('shed')]).toEqual(['2', '2']);
  });

  test('of what nobody runs here is no line', async () => {
    await start();
    restarts.saved(['apps/elsewhere/src/main.ts', 'apps/garden/src/main.test.ts', 'README.md']);
    save('shed', source('2'));
    await saidOf(/^apps\/shed/);
    expect(said).toHaveLength(1);
  });

  test('of a declaration says that a new start is needed', async () => {
    await start();
    restarts.saved(['apps/garden/migrations/0002-roses.expand.sql']);
    expect(said).toEqual([
      expect.stringMatching(/^apps\/garden\/migrations\/0002-roses\.expand\.sql changed: .*Ctrl-C/),
    ]);
    expect(fleet.member('garden').process.starts).toBe(1);
  });

  test('that does not parse keeps its error on the screen, and is tried again at the next save alone', async () => {
    await start();
    save('garden', broken);
    await saidOf(/^apps\/garden\/src\/main\.ts changed: garden ended before it was ready.*\n.*SyntaxError/s);
    expect([said[0]!.split('\n').at(-1), said.length, children]).toEqual([
      '  It is tried again at the next save.',
      1,
      1,
    ]);
    restarts.saved(['apps/shed/src/main.ts']);
    await saidOf(/^apps\/shed/);
    expect(fleet.member('garden').process.starts).toBe(2);
    save('garden', source('3'));
    await saidOf(/^apps\/garden\/src\/main\.ts changed: garden is ready again/);
    expect(await versionOf('garden')).toBe('3');
  });

  test('during a restart wins, and both are one line', async () => {
    await start();
    save('garden', source('2'));
    await vi.waitFor(() => expect(fleet.member('garden').process.starts).toBe(2), within);
    write('garden', source('3'));
    restarts.saved(['apps/garden/src/plant.ts']);
    await saidOf(/^apps\/garden\/src\/main\.ts, apps\/garden\/src\/plant\.ts changed: garden is ready/);
    expect([await versionOf('garden'), said.length, children]).toEqual(['3', 1, 2]);
  });

  test('of another app during a restart waits for both', async () => {
    await start();
    save('garden', 'setInterval(() => {}, 1000)'); // It never listens.
    await vi.waitFor(() => expect(fleet.member('garden').process.starts).toBe(2), within);
    save('shed', source('2'));
    await vi.waitFor(async () => expect(await versionOf('shed')).toBe('2'), within);
    expect(fleet.member('garden').process.starts).toBe(2);
    save('garden', source('3'));
    await saidOf(/changed: garden, shed are ready again/);
    expect(said).toHaveLength(1);
  });

  test('many times in a rush ends with the last text in one process', async () => {
    await start();
    for (let version = 2; version <= 12; version += 1) save('garden', source(String(version)));
    await saidOf(/^apps\/garden\/src\/main\.ts changed: garden is ready again/);
    expect([await versionOf('garden'), children, fleet.member('garden').process.starts]).toEqual(['12', 2, 2]);
  });

  test('that removes what is run says so, and a new one mends it', async () => {
    await start();
    rmSync(join(root, 'apps/garden/dist/src/main.js'));
    mkdirSync(join(root, 'apps/garden/dist/src/main.js'));
    restarts.saved(['apps/garden/src/main.ts']);
    await saidOf(/garden ended before it was ready/);
    rmSync(join(root, 'apps/garden/dist/src/main.js'), { recursive: true });
    save('garden', source('3'));
    await saidOf(/garden is ready again/);
    expect(await versionOf('garden')).toBe('3');
  });

  test('finds another port when somebody took the old one meanwhile', async () => {
    await start();
    const port = Number(new URL(fleet.member('garden').url()).port);
    save('garden', broken);
    await saidOf(/ended before it was ready/);
    const other = createServer((_, response) => response.end('somebody else'));
    others.push(other);
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    save('garden', source('3'));
    await saidOf(/garden is ready again/);
    expect(said).toContainEqual(expect.stringMatching(`port ${port} is taken; garden is at`));
    expect(await versionOf('garden')).toBe('3');
  });
});

describe('what is being changed', { timeout: 60_000 }, () => {
  test('and does not come up at first keeps nobody else from it', async () => {
    write('garden', broken);
    await start();
    expect(said).toEqual([expect.stringMatching(/^garden ended before it was ready.*next save\.$/s)]);
    expect(await versionOf('shed')).toBe('1');
    save('garden', source('2'));
    await saidOf(/garden is ready again/);
  });

  test('and is saved before it was ever ready is told of once', async () => {
    write('garden', 'setInterval(() => {}, 1000)');
    const starting = start();
    await vi.waitFor(() => expect(fleet?.member('garden').process.starts).toBe(1), within);
    save('garden', broken);
    await starting;
    await saidOf(/changed: garden ended before it was ready/);
    save('garden', source('2'));
    await saidOf(/garden is ready again/);
    expect(said).toHaveLength(2);
  });

  test('comes back by itself when it was ready and is killed', async () => {
    await start();
    fleet.member('garden').process.kill('SIGKILL');
    await saidOf(/^garden is ready again\.$/);
    expect(said[0]).toMatch(/^garden ended \(SIGKILL\); it starts again/);
  });

  test('and is killed, and then does not come up, says so once and waits', async () => {
    await start();
    write('garden', broken);
    fleet.member('garden').process.kill('SIGKILL');
    await saidOf(/next save/);
    expect([said.length, fleet.member('garden').process.starts]).toEqual([2, 2]);
    save('garden', source('2'));
    await saidOf(/changed: garden is ready again/);
  });

  test('stops during a restart, and nothing runs afterwards', async () => {
    await start();
    save('garden', source('2'));
    const closing = restarts.close();
    await fleet.stop({ patienceMs: 5_000 });
    await closing;
    restarts.saved(['apps/garden/src/main.ts']);
    expect([children, said]).toEqual([0, []]);
  });

  test('stops while it waits for what does not come up', async () => {
    await start();
    save('garden', 'setInterval(() => {}, 1000)');
    await vi.waitFor(() => expect(fleet.member('garden').process.starts).toBe(2), within);
    await restarts.close();
    await fleet.stop({ patienceMs: 5_000 });
    expect([children, said]).toEqual([0, []]);
  });
});
