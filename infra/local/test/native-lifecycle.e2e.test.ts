import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StateInUse, endDeadRuns, isFree, isRunning, openInfrastructure, provision, startRun } from '../src/index.ts';
import type { Infrastructure, InfrastructureOptions, KafkaServer, ProcessIdentity, Run } from '../src/index.ts';
import { withConnection } from '../src/postgres-admin.ts';
import { childrenOf } from '../src/process-identity.ts';
import { gardenServices, requirementsOfTheGarden } from './garden.ts';
import { receive, send } from './kafka-client.ts';

let root = '';
let run: Run;
const owners: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-lifecycle-'));
  run = startRun(root, 'test');
});

afterEach(async () => {
  for (const owner of owners.splice(0)) await kill(owner);
  await endDeadRuns(root);
  await run.end();
  rmSync(root, { recursive: true, force: true });
});

describe('servers that are stopped', () => {
  test('leave no process, no port and no record', async () => {
    const infra = await open();
    const servers = serversOf(root, 'test');
    expect(servers.map(({ name }) => name).toSorted()).toEqual(['kafka', 'postgres']);
    await infra.stop();
    expect(servers.filter(isRunning)).toEqual([]);
    for (const port of portsOf(infra)) expect(await isFree(port)).toBe(true);
    expect(serversOf(root, 'test')).toEqual([]);
    await infra.stop();
  });

  test('come back with their data, their logins and their addresses', async () => {
    const infra = await open();
    const access = await writeEverywhere(infra);
    await infra.stop();
    const again = await open();
    expect(await provision(again, requirementsOfTheGarden('kept'), 'kept')).toEqual(access);
    await readEverywhere(again);
    await again.stop();
  });

  test('come back with other principals as well: the kept ones keep their password', async () => {
    const infra = await open({ services: ['garden', 'parcel'] });
    const before = infra.kafka?.users['garden'];
    await infra.stop();
    const again = await open({ services: ['garden', 'outside-shed'] });
    expect(again.kafka?.users['garden']).toEqual(before);
    await expect(loginAt(again.kafka!, 'outside-shed')).rejects.toThrow('Not authorized');
    expect(Object.keys(again.kafka?.users ?? {})).toEqual(['garden', 'outside-shed', 'operator']);
    await again.stop();
  });
});

describe('two infrastructures at once', () => {
  test('have their own ports and data, and one state folder has one user', async () => {
    const [one, two] = await Promise.all([open({ state: join(root, 'one') }), open({ state: join(root, 'two') })]);
    expect(new Set([...portsOf(one), ...portsOf(two)]).size).toBe(4);
    await expect(open({ state: join(root, 'one') })).rejects.toThrow(StateInUse);
    await two.stop();
    await withConnection(one.postgres.adminUrl, async (client) => await client.query('select 1'));
    await one.stop();
  });
});

describe('servers that are killed', () => {
  test('come back on the same port with what they acknowledged', async () => {
    const infra = await open();
    await writeEverywhere(infra);
    await Promise.all([infra.fault!.killPostgres(), infra.fault!.killKafka()]);
    for (const port of portsOf(infra)) expect(await isFree(port)).toBe(true);
    await Promise.all([infra.fault!.startPostgres(), infra.fault!.startKafka()]);
    await readEverywhere(infra);
    await infra.stop();
    expect(serversOf(root, 'test')).toEqual([]);
  });

  test('take along what was still at work in them', async () => {
    const infra = await open({ kafka: 'none' });
    const work = busy(infra);
    const [postgres] = serversOf(root, 'test');
    await expect.poll(() => isAtWork(infra)).toBe(true);
    const backends = childrenOf(postgres!.pid);
    await infra.fault!.killPostgres();
    expect(backends.filter(isRunning)).toEqual([]);
    expect(await work).toBe('connection lost');
    await infra.stop();
  });

  test('start again although what was at work in them has not noticed yet', async () => {
    const infra = await open({ kafka: 'none' });
    const work = busy(infra);
    const [postgres] = serversOf(root, 'test');
    await expect.poll(() => isAtWork(infra)).toBe(true);
    process.kill(postgres!.pid, 'SIGKILL'); // The postmaster alone.
    await infra.stop();
    const again = await open({ kafka: 'none' });
    await again.stop();
    expect(await work).not.toBe('');
  });

  test('are mentioned when nobody here killed them', async () => {
    const lines: string[] = [];
    const infra = await open({ kafka: 'none', log: (line) => lines.push(line) });
    const [postgres] = serversOf(root, 'test');
    process.kill(postgres!.pid, 'SIGKILL');
    await expect
      .poll(() => lines)
      .toContainEqual(expect.stringMatching(/postgres ended by itself \(SIGKILL\).*postgres\.log/));
    await infra.stop();
  });
});

describe('the process that opened them', () => {
  test('takes them with it on Ctrl-C', async () => {
    const { owner, servers } = await ownerProcess();
    process.kill(-owner.pid!, 'SIGINT');
    await once(owner, 'exit');
    expect(servers.filter(isRunning)).toEqual([]);
    expect(serversOf(root, 'owner')).toEqual([]);
  });

  test('decides alone what Ctrl-C means: the servers do not hear it', async () => {
    const { owner, lines, servers } = await ownerProcess({ onInterrupt: 'say' });
    for (const time of ['first', 'second']) {
      process.kill(-owner.pid!, 'SIGINT');
      expect(await lines.next(), time).toMatchObject({ value: 'heard' });
    }
    expect(servers.filter(isRunning)).toEqual(servers);
    // What leads a process group of its own is not in the owner's.
    for (const { pid } of servers) expect(() => process.kill(-pid, 0)).not.toThrow();
  });

  test('leaves them to the next endDeadRuns when it is killed, and the state can be used again', async () => {
    const { owner, servers, infra } = await ownerProcess();
    await writeEverywhere(infra);
    await kill(owner);
    expect(servers.filter(isRunning)).toEqual(servers);
    expect(await endDeadRuns(root)).toMatchObject([
      { name: 'owner', ended: expect.arrayContaining(['postgres', 'kafka']) as unknown },
    ]);
    expect(servers.filter(isRunning)).toEqual([]);
    const again = await open();
    expect(again.postgres.adminUrl).toBe(infra.postgres.adminUrl);
    await readEverywhere(again);
    await again.stop();
  });

  test('leaves them to whoever opens the state next when it is killed and its record is lost', async () => {
    const { owner, servers, infra } = await ownerProcess();
    await writeEverywhere(infra);
    await kill(owner);
    for (const name of recordsOf('owner')) rmSync(join(root, '.holdfast', 'runs', name));
    const again = await open();
    expect(servers.filter(isRunning)).toEqual([]);
    await readEverywhere(again);
    await again.stop();
  });
});

test('PostgreSQL starts although the number in its lock file belongs to another program by now', async () => {
  const infra = await open({ kafka: 'none' });
  await infra.fault!.killPostgres();
  const lock = join(root, 'state', 'postgres', 'data', 'postmaster.pid');
  const other = spawn('sleep', ['60']); // Not this process: PostgreSQL would know its own parent.
  owners.push(other);
  writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\d+/, String(other.pid)));
  await infra.stop();
  const again = await open({ kafka: 'none' });
  expect(again.postgres.adminUrl).toBe(infra.postgres.adminUrl);
  await again.stop();
});

test.skipIf(process.getuid?.() !== 0)(
  'PostgreSQL starts for root also where user namespaces are forbidden',
  async () => {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'unshare'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(bin, 'unshare'), 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, XDG_CACHE_HOME: join(root, 'cache') };
    const { infra, owner } = await ownerProcess({ env, kafka: 'none' });
    const made = withConnection(infra.postgres.adminUrl, async (client) => await client.query('create database shed'));
    await expect(made).resolves.toMatchObject({ command: 'CREATE' });
    process.kill(owner.pid!, 'SIGINT');
    await once(owner, 'exit');
  },
);

async function open(changes: Partial<InfrastructureOptions> = {}): Promise<Infrastructure> {
  return await openInfrastructure({
    root,
    use: 'native',
    state: join(root, 'state'),
    durable: true,
    kafka: 'required',
    services: gardenServices,
    run,
    ...changes,
  });
}

async function ownerProcess({ env = process.env, kafka = 'required', onInterrupt = 'nothing' } = {}) {
  const script = fileURLToPath(new URL('owner.ts', import.meta.url));
  const args = ['--conditions=@holdfast/source', script, root, join(root, 'state'), kafka, onInterrupt];
  const owner = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'], env });
  owners.push(owner);
  const lines = createInterface(owner.stdout)[Symbol.asyncIterator]();
  const { value: line } = (await lines.next()) as { value: string };
  const { adminUrl, kafka: server } = JSON.parse(line) as { adminUrl: string; kafka?: KafkaServer };
  const infra = {
    state: join(root, 'state'),
    postgres: { provider: 'native' as const, version: '18', adminUrl },
    kafka: server,
  };
  return { owner, lines, infra, servers: serversOf(root, 'owner') };
}

/** Keeps one backend at work for a second or two, in a loop that looks at nothing else. */
async function busy({ postgres }: Infrastructure): Promise<string> {
  const count = `select sum(sqrt(n)) from generate_series(1, 8000000) as n /* busy */`;
  return await withConnection(postgres.adminUrl, async (client) => await client.query(count)).then(
    () => 'finished',
    () => 'connection lost',
  );
}

async function isAtWork({ postgres }: Infrastructure): Promise<boolean> {
  const active = `select 1 from pg_stat_activity where state = 'active' and query like '%/* busy */' and pid <> pg_backend_pid()`;
  return await withConnection(postgres.adminUrl, async (client) => (await client.query(active)).rows.length > 0);
}

async function kill(owner: ChildProcess): Promise<void> {
  if (owner.exitCode !== null || owner.signalCode !== null) return;
  owner.kill('SIGKILL');
  await once(owner, 'exit');
}

async function writeEverywhere(servers: Pick<Infrastructure, 'state' | 'postgres' | 'kafka'>) {
  const access = await provision(servers, requirementsOfTheGarden('kept'), 'kept');
  await withConnection(
    access['garden']!.ownerUrl,
    async (client) => await client.query('create table garden.bed as select 7 as id'),
  );
  await send(access['garden']!.kafka!, 'kept.garden.events', 'bloom');
  return access;
}

async function readEverywhere(servers: Pick<Infrastructure, 'state' | 'postgres' | 'kafka'>): Promise<void> {
  const access = await provision(servers, requirementsOfTheGarden('kept'), 'kept');
  const { rows } = await withConnection(
    access['garden']!.ownerUrl,
    async (client) => await client.query('table garden.bed'),
  );
  expect(rows).toEqual([{ id: 7 }]);
  await receive(access['parcel']!.kafka!, 'kept.garden.events', 'kept.parcel.watch', 'bloom');
}

async function loginAt({ brokers, users }: KafkaServer, service: string): Promise<void> {
  await send({ brokers, ...users[service] }, 'nowhere.events', 'hello');
}

function portsOf({ postgres, kafka }: Pick<Infrastructure, 'postgres' | 'kafka'>): number[] {
  return [postgres.adminUrl, ...(kafka?.brokers ?? []).map((broker) => `kafka://${broker}`)].map((url) =>
    Number(new URL(url).port),
  );
}

function recordsOf(name: string): string[] {
  return readdirSync(join(root, '.holdfast', 'runs')).filter((file) => file.startsWith(name) && file.endsWith('.json'));
}

function serversOf(workingCopy: string, name: string): (ProcessIdentity & { name: string })[] {
  return recordsOf(name).flatMap((file) => {
    const { children } = JSON.parse(readFileSync(join(workingCopy, '.holdfast', 'runs', file), 'utf8')) as {
      children: (ProcessIdentity & { name: string })[];
    };
    return children;
  });
}
