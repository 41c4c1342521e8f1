import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTimeOf, type ProcessIdentity } from '@holdfast/local-infra';
import { loadSystem } from '@holdfast/system-model';
import { describe, expect, test, vi } from 'vitest';
import { cloneRoot } from '../src/clone-root.ts';
import type { SystemRecord } from '../src/supervisor/system-record.ts';
import { cleanEnvironment, runProgram, type RunningProgram } from './run-program.ts';
import { tendedClone } from './tended-clone.ts';

const clone = tendedClone();
const { started, up } = clone;
const system = await loadSystem(cloneRoot);
/** A service that can be given work without its neighbours, and another one. */
const fed = system.services.find(({ takes }) => (takes ?? []).length > 0)?.name;
const other = system.services.find(({ name }) => name !== fed)?.name;

type Shown = SystemRecord['processes'][number] & { health?: { state: string }; rssMb?: number };
async function shown(name: string): Promise<Shown | undefined> {
  const { out } = await clone.holdfast(['status', '--json']).ended;
  const { systems } = JSON.parse(out) as { systems: { processes: Shown[] }[] };
  return systems.flatMap(({ processes }) => processes).find((process) => process.name === name);
}

const main = () => join(clone.root, 'apps', fed!, 'src', 'main.ts');
const countOf = (program: RunningProgram, pattern: RegExp) => [...program.err().matchAll(pattern)].length;
const within = { timeout: 60_000, interval: 50 };

describe.skipIf(fed === undefined)('dev of one service', () => {
  test('starts it and what is outside, tells how to feed it, and restarts it at each save', async () => {
    const program = await up('dev', fed!, '--inspect');
    expect(program.out()).toMatch(
      new RegExp(`feed +\\./holdfast messages send ${fed}\\.\\S+ --example \\S+ --because`),
    );
    expect(await shown(other!)).toBeUndefined();
    const before = await shown(fed!);
    expect(before).toMatchObject({ health: { state: 'ready' }, rssMb: expect.any(Number) });

    // A debugger takes the address that was printed, from this machine alone.
    const [, address] = new RegExp(`debug +${fed} at (127\\.0\\.0\\.1:\\d+)`).exec(program.out())!;
    const targets = (await (await fetch(`http://${address}/json/list`)).json()) as { webSocketDebuggerUrl: string }[];
    expect(targets[0]!.webSocketDebuggerUrl).toMatch(`ws://${address}/`);

    // An editor that writes beside the file and renames.
    const whole = readFileSync(main(), 'utf8');
    writeFileSync(`${main()}.tmp`, `${whole}// saved\n`);
    renameSync(`${main()}.tmp`, main());
    await program.said(new RegExp(`apps/${fed}/src/main\\.ts changed: ${fed} is ready again after \\d`));
    expect((await shown(fed!))!.pid).not.toBe(before!.pid);

    // An error stays on the screen until it is mended.
    writeFileSync(main(), `${whole}this is no program`);
    await program.said(/main\.ts:\d+:\d+.*It is tried again at the next save/s);
    expect((await clone.holdfast(['status']).ended).out).toMatch(new RegExp(`${fed} +- +does not run`));
    writeFileSync(main(), whole);
    await vi.waitFor(() => expect(countOf(program, /is ready again after/g)).toBe(2), within);

    // A file of somebody else restarts nobody here; a declaration asks for a new start.
    appendFileSync(join(clone.root, 'apps', other!, 'src', 'main.ts'), '// saved\n');
    appendFileSync(join(clone.root, 'system.ts'), '// saved\n');
    await program.said(/system\.ts changed: databases, topics, rights and ports are as they were/);
    expect(countOf(program, /is ready again after/g)).toBe(2);
  });

  test('is ended by Ctrl-C during a restart, and leaves nothing', async () => {
    const program = await up('dev', fed!);
    const process = (await shown(fed!))!;
    const before: ProcessIdentity = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
    appendFileSync(main(), '// saved\n');
    await vi.waitFor(() => expect(startTimeOf(before.pid)).not.toBe(before.startedAt), within);
    program.child.kill('SIGINT');
    expect(await program.ended).toMatchObject({
      code: 0,
      err: expect.stringContaining('./holdfast reset begins anew'),
    });
    expect((await clone.holdfast(['status']).ended).code).toBe(1);
  });
});

describe.skipIf(fed === undefined)('a running system', () => {
  test('shows who does not answer, tells what was said, and is not reset', async () => {
    await up('dev', fed!);
    const { pid } = (await shown(fed!))!;
    process.kill(pid, 'SIGSTOP');
    const { out } = await clone.holdfast(['status']).ended;
    process.kill(pid, 'SIGCONT');
    expect(out).toMatch(new RegExp(`${fed} +${pid} +\\d+ MB +not answering`));
    expect((await clone.holdfast(['logs', fed!, '--lines', '5']).ended).out).toMatch(/listening/);
    const following = clone.holdfast(['logs', fed!, '--follow', '--lines', '1']);
    await following.said(/./);
    appendFileSync(join(clone.root, '.holdfast', 'state', 'logs', `${fed}.log`), 'a last word\n');
    await following.said(/a last word/);
    following.child.kill('SIGINT');
    expect((await following.ended).code).toBe(0);
    expect(await clone.holdfast(['reset', '--yes']).ended).toMatchObject({
      code: 1,
      err: expect.stringContaining('./holdfast stop'),
    });
    expect(existsSync(join(clone.root, '.holdfast', 'state'))).toBe(true);
  });

  test('gives whom it left out the environment to run with', async () => {
    const program = await up('start', '--except', fed!);
    expect(await clone.holdfast(['env', other!]).ended).toMatchObject({ code: 1 });
    const run = `set -a; eval "$(./holdfast env ${fed})"; cd apps/${fed}; exec node --conditions=@holdfast/source --import=@holdfast/source-loader src/main.ts`;
    const { PORT } = JSON.parse((await clone.holdfast(['env', fed!, '--json']).ended).out) as { PORT: string };
    const own = runProgram({ command: 'sh', args: ['-c', run], cwd: clone.root, env: cleanEnvironment() });
    started.push(own); // Also when it is not ready in time.
    const ready = async () => expect((await fetch(`http://127.0.0.1:${PORT}/health/ready`)).status).toBe(200);
    await vi.waitFor(ready, { timeout: 120_000, interval: 100 });
    program.child.kill('SIGINT');
    await program.ended;
    expect(existsSync(join(clone.root, '.holdfast', 'env'))).toBe(false); // It held passwords.
  });
});

test.skipIf(fed === undefined)('after a reset a start begins with other data', async () => {
  const secret = join(clone.root, '.holdfast', 'state', 'secret');
  (await up('dev', fed!)).child.kill('SIGINT');
  await started.pop()!.ended;
  const before = readFileSync(secret, 'utf8');
  expect(await clone.holdfast(['reset']).ended).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
  expect(await clone.holdfast(['reset', '--yes']).ended).toMatchObject({ code: 0 });
  expect(existsSync(secret)).toBe(false);
  await up('dev', fed!);
  expect(readFileSync(secret, 'utf8')).not.toBe(before);
});

// With an empty cache: what Kafka is made of comes from afar.
describe('after warm', { timeout: 900_000 }, () => {
  test('everything starts without a network', async (context) => {
    const isolated = ['--net', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), 'sh', '-c'];
    const quiet = spawnSync('unshare', [...isolated, 'ip link set lo up']);
    if (quiet.status !== 0) return context.skip('needs unshare and ip, to be without a network');
    const cache = join(clone.root, '.holdfast', 'empty-cache');
    const env = { XDG_CACHE_HOME: cache };
    expect(await clone.holdfast(['warm', '--infra', 'native'], env).ended).toMatchObject({ code: 0 });
    const offline = (command: string) =>
      runProgram({
        command: 'unshare',
        args: [...isolated, `ip link set lo up; ${command}`],
        cwd: clone.root,
        env: cleanEnvironment(env),
      }).ended;
    const reach = `node -e "fetch('http://192.0.2.1').catch((e) => console.log(e.cause.code))"`;
    expect((await offline(reach)).out).toBe('ENETUNREACH\n');
    expect(await offline('./holdfast start --once --infra native')).toMatchObject({ code: 0 });
    rmSync(cache, { recursive: true, force: true });
  });
});
