import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { childrenOf, identityOf, isRunning, startTimeOf } from './process-identity.ts';

const started: ChildProcess[] = [];
const start = (script: string) => {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  return child;
};
const pidOf = (child: ChildProcess) => child.pid ?? 0;
const firstLine = async (child: ChildProcess) => String((await once(child.stdout!, 'data'))[0]).trim();

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

// Both ways to ask are tried wherever the program for them exists.
describe.each(['linux', 'darwin'] as const)('a process, asked as on %s', (platform) => {
  test.skipIf(platform === 'linux' && process.platform !== 'linux')(
    'has one start time, and none once it has ended',
    async () => {
      const child = start('exec sleep 60');
      const first = startTimeOf(pidOf(child), platform);
      expect(first).toBeTruthy();
      expect(startTimeOf(pidOf(child), platform)).toBe(first);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(startTimeOf(pidOf(child), platform)).toBeUndefined();
    },
  );

  test.skipIf(platform === 'linux' && process.platform !== 'linux')('counts as gone when it is a zombie', async () => {
    // The shell becomes a program that never collects its child. Until it has, it would collect it itself.
    const parent = start('sleep 60 & echo $!; exec sleep 60');
    const zombie = Number(await firstLine(parent));
    await expect.poll(() => commandOf(pidOf(parent))).toMatch(/sleep$/);
    process.kill(zombie, 'SIGKILL');
    await expect.poll(() => startTimeOf(zombie, platform)).toBeUndefined();
    process.kill(zombie, 0); // Its number is still taken: without the look at its state it would count as running.
  });

  test.skipIf(platform === 'linux' && process.platform !== 'linux')('has its children', async () => {
    const parent = start('sleep 60 & echo $!; wait');
    const child = Number(await firstLine(parent));
    expect(childrenOf(pidOf(parent), platform).map(({ pid }) => pid)).toEqual([child]);
    process.kill(child, 'SIGKILL');
  });
});

test('another process with the same number is not the same process', () => {
  const myself = identityOf(process.pid);
  expect(isRunning(myself)).toBe(true);
  expect(isRunning({ ...myself, startedAt: 'earlier' })).toBe(false);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(process.platform !== 'linux' || !hasPython)(
  'a process is there until its last thread has let go',
  async () => {
    const script = `
import ctypes, threading, time
threading.Thread(target=lambda: (print('ready', flush=True), time.sleep(60))).start()
ctypes.CDLL(None).pthread_exit(None)`;
    const child = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    started.push(child);
    await firstLine(child);
    const state = () => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ')[2];
    await expect.poll(state).toBe('Z');
    expect(startTimeOf(pidOf(child))).toBeTruthy();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(startTimeOf(pidOf(child))).toBeUndefined();
  },
);

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}
