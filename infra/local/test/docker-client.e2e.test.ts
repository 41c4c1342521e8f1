import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInfrastructure, startRun } from '../src/index.ts';
import type { Infrastructure, Run } from '../src/index.ts';
import { waitUntil } from '../src/wait-until.ts';
import { gardenServices } from './garden.ts';

// Says nothing about containers: that needs an engine, and docker.e2e.test.ts. Here a script stands for the docker
// client and writes down what it is asked; behind the ports that it is told to open answer native servers.
const root = mkdtempSync(join(tmpdir(), 'holdfast-docker-client-'));
const asked = join(root, 'asked');
const doors: Server[] = [];
let run: Run;
let behind: Infrastructure;

beforeAll(async () => {
  run = startRun(root, 'trial');
  behind = await openInfrastructure({ ...options('behind'), use: 'native' });
  writeFileSync(join(root, 'docker'), `#!/bin/sh\necho "$@" >> ${asked}\n`, { mode: 0o755 });
});
afterAll(async () => {
  for (const door of doors) door.close();
  await run.end();
  rmSync(root, { recursive: true, force: true });
});

test('the docker client is asked for one project for each server, and to take both down with their data', async () => {
  const state = join(run.folder, 'state');
  mkdirSync(state);
  copyFileSync(join(root, 'behind', 'secret'), join(state, 'secret')); // So that the servers behind know its logins.
  const opening = openInfrastructure({
    ...options('unused'),
    state,
    use: 'docker',
    env: { ...process.env, PATH: `${root}:${process.env['PATH']}` },
  });
  await openDoors(join(state, 'docker'));
  const infra = await opening;
  expect(infra).toMatchObject({
    postgres: { provider: 'docker', version: '18.4' },
    kafka: { provider: 'docker', version: '4.2.0' },
  });
  expect(infra.fault).toBeUndefined();
  expect(readFileSync(join(state, 'docker', 'kafka', 'server.properties'), 'utf8')).toContain(
    'listeners=CLIENT://0.0.0.0:',
  );
  expect(statSync(join(state, 'docker')).mode & 0o077).toBe(0);
  await infra.stop();
  const words = readFileSync(asked, 'utf8');
  for (const service of ['postgres', 'kafka']) {
    expect(words).toMatch(
      new RegExp(`compose --project-name holdfast-\\w{8}-${service} --file \\S+/servers.yml up --detach ${service}\n`),
    );
    expect(words).toMatch(
      new RegExp(`compose --project-name holdfast-\\w{8}-${service} .* down --timeout 10 --volumes\n`),
    );
  }
});

function options(name: string) {
  return { root, state: join(root, name), durable: true, kafka: 'required' as const, services: gardenServices, run };
}

/** Opens each port that the client was told, once it was asked to start something. */
async function openDoors(folder: string): Promise<void> {
  await waitUntil(() => countOf(' up ') === 2, { withinMs: 30_000 });
  await openDoor(
    Number(readFileSync(join(folder, 'postgres-port'), 'utf8')),
    Number(new URL(behind.postgres.adminUrl).port),
  );
  await openDoor(
    Number(readFileSync(join(folder, 'kafka-port'), 'utf8')),
    Number(behind.kafka?.brokers[0]?.split(':')[1]),
  );
}

async function openDoor(port: number, target: number): Promise<void> {
  const door = createServer((socket) => {
    const inside = connect(target, '127.0.0.1');
    for (const end of [socket, inside]) end.on('error', () => undefined);
    socket.pipe(inside).pipe(socket);
  });
  doors.push(door);
  await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve));
}

function countOf(words: string): number {
  return statSync(asked, { throwIfNoEntry: false }) ? readFileSync(asked, 'utf8').split(words).length - 1 : 0;
}
