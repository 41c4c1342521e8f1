import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isRunning, startTimeOf, type ProcessIdentity } from '@holdfast/local-infra';
import { loadSystem } from '@holdfast/system-model';
import { describe, expect, test, vi } from 'vitest';
import { cloneRoot } from '../src/clone-root.ts';
import { appsOf } from '../src/supervisor/apps-of.ts';
import type { SystemRecord } from '../src/supervisor/system-record.ts';
import { linkPrograms } from './link-programs.ts';
import { cleanEnvironment, runProgram } from './run-program.ts';
import { tendedClone } from './tended-clone.ts';

const clone = tendedClone();
const { started, up } = clone;
const system = await loadSystem(cloneRoot);

async function running(): Promise<SystemRecord[]> {
  const { out } = await clone.holdfast(['status', '--json']).ended;
  return (JSON.parse(out) as { systems: SystemRecord[] }).systems;
}

async function onlyOneRunning(): Promise<SystemRecord> {
  const [only, ...others] = await running();
  if (!only || others.length > 0)
    throw new Error(`expected one running system, found ${others.length + (only ? 1 : 0)}`);
  return only;
}

/** With the time of their start: another process may get the number of one that ended. */
const identities = ({ processes, owner }: SystemRecord): ProcessIdentity[] => [
  owner,
  ...processes.map(({ pid }) => ({ pid, startedAt: startTimeOf(pid) ?? 'gone' })),
];
const stillThere = (all: readonly ProcessIdentity[]) => all.filter(isRunning).map(({ pid }) => pid);
const goneWithin = { timeout: 20_000, interval: 50 };
const first = () => system.services[0]!.name;

/** A clone may have nothing to start yet. */
const isEmpty = system.services.length === 0;

describe.skipIf(isEmpty)('start --once --json', () => {
  test('prints one object with every step, ends with 0 and leaves nothing', async () => {
    const { code, out } = await clone.holdfast(['start', '--once', '--json']).ended;
    const report = JSON.parse(out.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
    expect(code).toBe(0);
    // Steps of different owners may be done in another order than they are told in.
    const steps = (report['steps'] as { step: number }[]).toSorted((one, other) => one.step - other.step);
    expect(steps).toMatchObject(system.steps.map(({ name, service }, index) => ({ step: index + 1, name, service })));
    expect(report).toMatchObject({
      subject: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: expect.any(String),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      startupMs: expect.any(Number),
      [`${system.trial!.name}Ms`]: expect.any(Number),
      infra: { postgres: { version: expect.any(String) }, kafka: { version: expect.any(String) } },
    });
    const processes = report['processes'] as { name: string; pid: number; rssMb: number }[];
    expect(processes.map(({ name }) => name)).toEqual(expect.arrayContaining(appsOf(system).map(({ name }) => name)));
    expect(processes.every(({ rssMb }) => rssMb > 0)).toBe(true);
    expect(Object.keys(report['urls'] as object).toSorted()).toEqual(
      appsOf(system)
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(processes.filter(({ pid }) => startTimeOf(pid) !== undefined)).toEqual([]);
    expect(existsSync(join(clone.root, '.holdfast', 'state'))).toBe(false);
    expect(readdirSync(join(clone.root, '.holdfast', 'runs'))).toEqual([]);
  });

  test('with a body that is refused ends with 1 and what the service said', async () => {
    const { code, err } = await clone.holdfast(['start', '--once', `--${system.trial!.name}`, 'package.json']).ended;
    expect([code, err]).toEqual([1, expect.stringMatching(/answered 400/)]);
  });
});

describe.skipIf(isEmpty)('start', () => {
  test('brings a service back that was killed, and says so', async () => {
    const program = await up('start');
    const before = (await onlyOneRunning()).processes.find(({ name }) => name === first())!;
    process.kill(before.pid, 'SIGKILL');
    await program.said(/ended \(SIGKILL\).*starts again/);
    await program.said(/is ready again/);
    const after = (await onlyOneRunning()).processes.find(({ name }) => name === first())!;
    expect(after.pid).not.toBe(before.pid);
  });

  test('beside another works on its own ports and folders, and says so', async () => {
    await up('start');
    const second = await up('start');
    expect(second.err()).toMatch(/is up here already \(process \d+\)/);
    expect(second.err()).toMatch(/another start of this folder is running; .*HOLDFAST_STATE=\.holdfast\/state-2/);
    expect(second.err()).toMatch(/port \d+ is taken; .* is at \d+/);
    const systems = await running();
    expect(new Set(systems.map(({ state }) => state)).size).toBe(2);
    const urls = systems.flatMap(({ processes }) => processes.flatMap(({ url }) => url ?? []));
    expect(new Set(urls).size).toBe(appsOf(system).length * 2);
  });

  test('keeps its data', async () => {
    const program = await up('start');
    program.child.kill('SIGINT');
    await program.ended;
    const kept = readFileSync(join(clone.root, '.holdfast', 'state', 'secret'), 'utf8');
    await up('start');
    expect(readFileSync(join(clone.root, '.holdfast', 'state', 'secret'), 'utf8')).toBe(kept);
  });

  test('runs several processes of each service, each with a log', async () => {
    await up('start', '--instances', '2', '--logs', first());
    const { processes, state } = await onlyOneRunning();
    const names = system.services.flatMap(({ name }) => [name, `${name}-2`]);
    expect(processes.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(readdirSync(join(state, 'logs'))).toEqual(expect.arrayContaining(names.map((name) => `${name}.log`)));
    expect(started[0]!.out()).toMatch(new RegExp(`^${first()} +\\| .*`, 'm'));
  });

  test('leaves a service out, and says how to run it', async () => {
    const program = await up('start', '--except', first());
    expect((await onlyOneRunning()).processes.map(({ name }) => name)).not.toContain(first());
    const [, folder, command] = /is yours: cd (\S+) && (.*)/.exec(program.out())!;
    const port = String(await freePort()); // What the environment says already, the file does not change.
    const own = runProgram({
      command: 'sh',
      args: ['-c', `cd ${folder} && exec ${command!.replace('--watch ', '')}`],
      cwd: clone.root,
      env: cleanEnvironment({ PORT: port }),
    });
    const ready = async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    await vi.waitFor(ready, { timeout: 30_000, interval: 100 });
    own.child.kill('SIGTERM');
    await own.ended;
  });
});

describe.skipIf(isEmpty)('the end of start', () => {
  test('after Ctrl-C is clean', async () => {
    const program = await up('start');
    const all = identities(await onlyOneRunning());
    program.child.kill('SIGINT');
    const kept = /^ *stopped; data is kept (in \.holdfast\/state \(\.\/holdfast reset begins anew\)|by .*)\n$/m;
    expect(await program.ended).toMatchObject({ code: 0, err: expect.stringMatching(kept) });
    expect(stillThere(all)).toEqual([]);
    expect(await running()).toEqual([]);
  });

  test('after Ctrl-C twice comes at once, although a service is frozen', async () => {
    const program = await up('start');
    const record = await onlyOneRunning();
    const all = identities(record);
    process.kill(record.processes.find(({ name }) => name === first())!.pid, 'SIGSTOP');
    program.child.kill('SIGINT');
    await program.said(/once more/);
    const again = setInterval(() => program.child.kill('SIGINT'), 400);
    const { code, tookMs } = await program.ended;
    clearInterval(again);
    expect(code).toBe(130);
    expect(tookMs).toBeLessThan(60_000);
    await vi.waitFor(() => expect(stillThere(all)).toEqual([]), goneWithin);
  });

  test('comes when its launcher is killed', async () => {
    const program = await up('start');
    const all = identities(await onlyOneRunning());
    program.child.kill('SIGKILL');
    await vi.waitFor(() => expect(stillThere(all)).toEqual([]), goneWithin);
  });

  test('comes with the next command when it was killed itself', async () => {
    const program = await up('start');
    const record = await onlyOneRunning();
    const all = identities(record);
    process.kill(record.owner.pid, 'SIGKILL');
    await program.ended;
    expect(stillThere(all).length).toBeGreaterThan(0);
    const status = await clone.holdfast(['status']).ended;
    expect(status).toMatchObject({
      code: 0,
      out: expect.stringMatching(/was killed; these still run: .*holdfast stop/),
    });
    expect((await clone.holdfast(['stop']).ended).out).toMatch(
      new RegExp(`^${system.name} \\(process ${record.owner.pid}\\): ended .*${first()}`),
    );
    expect(stillThere(all)).toEqual([]);
  });

  test('while it still starts leaves nothing', async () => {
    const program = clone.holdfast(['start', '--once']);
    await vi.waitFor(() => expect(readdirSync(join(clone.root, '.holdfast', 'runs'))).toHaveLength(2), goneWithin);
    program.child.kill('SIGINT');
    expect(await program.ended).toMatchObject({ code: 130 });
    expect(readdirSync(join(clone.root, '.holdfast', 'runs'))).toEqual([]);
  });

  test('is quiet when nobody reads it any more', async () => {
    const shell = spawnSync('sh', ['-c', './holdfast start | head -n 1'], {
      cwd: clone.root,
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(shell.stdout).toMatch(/PostgreSQL/);
    expect(shell.stderr).not.toMatch(/EPIPE|\n +at /);
    expect(await running()).toEqual([]);
  });
});

test.skipIf(isEmpty)('without Java and without Docker start names the three ways', async () => {
  const bin = join(clone.root, '.holdfast', 'bin');
  linkPrograms(bin, ['node', 'pnpm', 'sh', 'env', 'unshare', 'setpriv', 'ps', 'true']);
  const env = { PATH: bin, JAVA_HOME: '', DOCKER_HOST: 'tcp://127.0.0.1:9' };
  const { code, err } = await clone.holdfast(['start'], env).ended;
  expect(code).toBe(1);
  expect(err).toMatch(/There is no Kafka/);
  for (const way of [/java|jdk/i, /Docker/, /HOLDFAST_KAFKA_BROKERS/]) expect(err).toMatch(way);
});

test.runIf(isEmpty)('without a service start says so, and how to begin', async () => {
  const { code, err } = await clone.holdfast(['start']).ended;
  expect([code, err]).toEqual([1, expect.stringMatching(/There is no service yet.* \.\/holdfast sync/s)]);
});
