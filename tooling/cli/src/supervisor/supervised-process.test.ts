import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lastLines } from './last-lines.ts';
import { SupervisedProcess, type Crash, type Program } from './supervised-process.ts';

let folder: string;
let logFile: string;
let crashes: Crash[];
let recorded: Set<number>;
let supervised: SupervisedProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervised-'));
  logFile = join(folder, 'logs', 'garden.log');
  crashes = [];
  recorded = new Set();
});

afterEach(async () => {
  await supervised.stop({ patienceMs: 0 });
  rmSync(folder, { recursive: true });
});

const run = {
  add: ({ pid }: { pid: number }) => void recorded.add(pid),
  remove: (pid: number) => void recorded.delete(pid),
};

const script = (source: string, env: NodeJS.ProcessEnv = {}): Program => ({
  command: process.execPath,
  args: ['-e', source],
  cwd: folder,
  env: { ...process.env, ...env },
});

const onCrash = (crash: Crash) => void crashes.push(crash);

function supervise(
  program: (start: number) => Program,
  waitMs: (crashes: number) => number | undefined = () => 5,
): SupervisedProcess {
  supervised = new SupervisedProcess({ name: 'garden', program, logFile, run, onCrash, waitMs });
  return supervised;
}

const lives = 'console.log("alive"); setInterval(() => {}, 1000)';
const within = { timeout: 10_000, interval: 10 };
const isAlive = () => vi.waitFor(() => expect(lastLines(logFile)).toContain('alive'), within);

describe('a process that crashes', () => {
  test('is started again, and says how it ended', async () => {
    await supervise((start) => script(start < 3 ? 'process.exit(7)' : lives)).start();
    await isAlive();
    expect(crashes.map(({ code, crashes: inARow }) => [code, inARow])).toEqual([
      [7, 1],
      [7, 2],
    ]);
    expect(supervised.starts).toBe(3);
  });

  test('waits longer each time', async () => {
    const waits: number[] = [];
    await supervise(
      () => script('process.exit(1)'),
      () => (waits.push(waits.length), waits.length),
    ).start();
    await vi.waitFor(() => expect(waits.length).toBeGreaterThan(3), within);
    expect(crashes.slice(0, 3).map(({ restartInMs }) => restartInMs)).toEqual([1, 2, 3]);
  });

  test('knows where in the log its last life began', async () => {
    await supervise((start) => script(start < 3 ? `console.log("life ${start}"); process.exit(7)` : lives)).start();
    await isAlive();
    expect(readFileSync(logFile, 'utf8').slice(supervised.lastCrashLogFrom)).toMatch(/^life 2\n/);
  });

  test('is started again after SIGKILL', async () => {
    await supervise((start) =>
      script(start === 1 ? lives : 'console.log("again"); setInterval(() => {}, 1000)'),
    ).start();
    await isAlive();
    supervised.kill('SIGKILL');
    await vi.waitFor(() => expect(lastLines(logFile)).toContain('again'), within);
    expect(crashes[0]).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('whose command does not exist is a crash too, not an error of ours', async () => {
    await supervise(() => ({ ...script(''), command: '/nowhere/garden' })).start();
    await vi.waitFor(() => expect(crashes[0]).toMatchObject({ code: 127 }), within);
  });
});

describe('stopping', () => {
  test('ends the process, which does not come back', async () => {
    await supervise(() => script(lives)).start();
    await isAlive();
    await supervised.stop({ patienceMs: 5_000 });
    expect([supervised.pid, crashes, recorded.size]).toEqual([undefined, [], 0]);
  });

  test('kills a process that does not listen', async () => {
    await supervise(() => script(`process.on('SIGTERM', () => {}); ${lives}`)).start();
    await isAlive();
    await supervised.stop({ patienceMs: 50 });
    expect(supervised.pid).toBeUndefined();
  });

  test('between a crash and the next start leaves nothing behind', async () => {
    await supervise(
      () => script('process.exit(1)'),
      () => 60_000,
    ).start();
    await vi.waitFor(() => expect(crashes).toHaveLength(1), within);
    await supervised.stop({ patienceMs: 5_000 });
    expect(supervised.starts).toBe(1);
  });
});

test('a process that a debugger is in ends when it has ended, and does not wait for the debugger', async () => {
  const listens = script(`process.on('SIGTERM', () => process.exit()); ${lives}`);
  await supervise(() => ({ ...listens, args: ['--inspect=127.0.0.1:0', ...listens.args] })).start();
  await isAlive();
  const debuggerOf = new WebSocket(/ws:\S+/.exec(readFileSync(logFile, 'utf8'))![0]);
  const entered = new Promise((resolve) => debuggerOf.addEventListener('message', resolve, { once: true }));
  debuggerOf.addEventListener('open', () => debuggerOf.send('{"id":1,"method":"Runtime.enable"}'));
  await entered;
  const startedAt = performance.now();
  await supervised.stop({ patienceMs: 30_000 });
  debuggerOf.close();
  expect(readFileSync(logFile, 'utf8')).toContain('Waiting for the debugger');
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

describe('restarting', () => {
  const patient = { patienceMs: 10_000 };
  const lifeHasSpoken = (start: number) =>
    vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain(`life ${start}`), within);
  const livesOn = (start: number) => script(`console.log("life ${start}"); setInterval(() => {}, 1000)`);

  test('replaces the process, which is no crash', async () => {
    await supervise(livesOn).start();
    await lifeHasSpoken(1);
    const before = supervised.pid;
    await supervised.restart(patient);
    await lifeHasSpoken(2);
    expect([supervised.starts, crashes, recorded.size]).toEqual([2, [], 1]);
    expect(supervised.pid).not.toBe(before);
  });

  test('forgets the crashes, also those of a process that is kept away', async () => {
    await supervise(
      (start) => (start === 1 ? script('process.exit(1)') : livesOn(start)),
      () => undefined,
    ).start();
    await vi.waitFor(() => expect(crashes).toMatchObject([{ crashes: 1, restartInMs: undefined }]), within);
    expect([supervised.pid, supervised.crashes]).toEqual([undefined, 1]);
    await supervised.restart(patient);
    await lifeHasSpoken(2);
    expect(supervised.crashes).toBe(0);
  });

  test('comes before the next attempt after a crash, and there is one process', async () => {
    await supervise(
      (start) => (start === 1 ? script('process.exit(1)') : livesOn(start)),
      () => 60_000,
    ).start();
    await vi.waitFor(() => expect(crashes).toHaveLength(1), within);
    await supervised.restart(patient);
    await lifeHasSpoken(2);
    expect([supervised.starts, recorded.size]).toEqual([2, 1]);
  });

  test('that is overtaken by stopping starts nothing', async () => {
    await supervise((start) =>
      script(`process.on('SIGTERM', () => setTimeout(process.exit, 100)); ${start}; ${lives}`),
    ).start();
    await isAlive();
    const restarting = supervised.restart(patient);
    await supervised.stop(patient);
    await restarting;
    expect([supervised.starts, supervised.pid]).toEqual([1, undefined]);
  });

  test('twice at once ends with one process', async () => {
    await supervise(livesOn).start();
    await lifeHasSpoken(1);
    await Promise.all([supervised.restart(patient), supervised.restart(patient)]);
    await lifeHasSpoken(2);
    expect([supervised.starts, recorded.size, crashes]).toEqual([2, 1, []]);
  });
});

test('every living child stands in the record of the run', async () => {
  await supervise(() => script(lives)).start();
  await isAlive();
  expect([...recorded]).toEqual([supervised.pid]);
});

test('both streams are in the log', async () => {
  await supervise(() => script(`console.error("warned"); ${lives}`)).start();
  await isAlive();
  expect(readFileSync(logFile, 'utf8')).toContain('warned');
});
