import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from './eventually.ts';
import { killAt } from './kill-at.ts';
import { killsFelt, killsOf, KillNotFelt } from './kills-felt.ts';

const program = join(import.meta.dirname, '../test/reaches-points.mjs');

function newLog(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-kills-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'kills.log');
}

/** Runs the program to its end, whichever it is. */
function run(log: string, points: string[], rounds = 3) {
  const { nodeFlags, env } = killAt(points, log);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...nodeFlags, program, String(rounds)], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, signal, said: stdout.split('\n').filter((line) => line !== ''), stderr };
}

describe('a process with a kill point', () => {
  test('dies there, inside the statement, at the wanted reach', () => {
    const log = newLog();
    const { signal, said } = run(log, ['bed.planted#2']);
    expect(signal).toBe('SIGKILL');
    expect(said).toEqual(['after dug 1', 'after planted 1', 'after dug 2']);
    expect(killsOf(log)).toEqual([
      { at: 'bed.planted#2', point: 'bed.planted', pid: expect.any(Number) as number, facts: { round: 2 } },
    ]);
    expect(killsFelt(log)).toEqual({ 'bed.planted': 1 });
  });

  test('lives when it is started again, as a supervisor does', () => {
    const log = newLog();
    run(log, ['bed.dug']);
    const again = run(log, ['bed.dug']);
    expect(again).toMatchObject({ status: 0, signal: null });
    expect(again.said).toHaveLength(6);
    expect(killsFelt(log)).toEqual({ 'bed.dug': 1 });
  });

  test('dies as often as it is told to', () => {
    const log = newLog();
    const signals = [1, 2, 3].map(() => run(log, ['bed.dug#2x2']).signal);
    expect(signals).toEqual(['SIGKILL', 'SIGKILL', null]);
    expect(killsFelt(log)).toEqual({ 'bed.dug': 2 });
  });

  test('dies a moment later when it is told to: what follows the point has begun', () => {
    const log = newLog();
    const { signal, said } = run(log, ['bed.planted#2!after']);
    expect(signal).toBe('SIGKILL');
    expect(said).toContain('after planted 2');
    expect(killsFelt(log)).toEqual({ 'bed.planted': 1 });
  });

  test.each(['bed.dug!stop', 'bed.dug!stop-after'])('is frozen at %s, and goes on when it is thawed', async (point) => {
    const log = newLog();
    const { nodeFlags, env } = killAt([point], log);
    const child = spawn(process.execPath, [...nodeFlags, program, '1'], { env: { ...process.env, ...env } });
    const exited = once(child, 'exit');
    const stateOf = () => readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0];
    await eventually(() => killsOf(log).length === 1 && stateOf() === 'T', { what: 'it is frozen' });
    child.kill('SIGCONT');
    expect(await exited).toEqual([0, null]);
  });

  test('may have several, one start after the other', () => {
    const log = newLog();
    const points = ['bed.dug', 'bed.planted#2'];
    expect([1, 2, 3].map(() => run(log, points).signal)).toEqual(['SIGKILL', 'SIGKILL', null]);
    expect(killsFelt(log)).toEqual({ 'bed.dug': 1, 'bed.planted': 1 });
  });

  test('does not start with a point that cannot be read', () => {
    const { status, stderr } = run(newLog(), ['bed dug']);
    expect(status).toBe(1);
    expect(stderr).toContain('HOLDFAST_KILL_AT has bed dug, which is no point');
  });

  test('does not start without a log', () => {
    const { status, stderr } = run('', ['bed.dug']);
    expect(status).toBe(1);
    expect(stderr).toContain('HOLDFAST_KILL_LOG is not');
  });
});

describe('a kill that was not felt', () => {
  test('is named, because the test has shown nothing', () => {
    const log = newLog();
    expect(run(log, ['bed.dug', 'bed.planted#9']).signal).toBe('SIGKILL');
    expect(run(log, ['bed.dug', 'bed.planted#9'])).toMatchObject({ status: 0 });
    expect(() => killsFelt(log)).toThrow(KillNotFelt);
    expect(() => killsFelt(log)).toThrow('Not felt: bed.planted#9.');
  });

  test('is noticed also where no process was armed', () => {
    expect(() => killsFelt(newLog())).toThrow('no process was started with the flags and variables of `killAt`');
  });

  test('is not hidden by a kill at another reach of the same point', () => {
    const log = newLog();
    run(log, ['bed.dug', 'bed.dug#9']);
    expect(() => killsFelt(log)).toThrow('Not felt: bed.dug#9.');
  });
});

describe('a log of several processes', () => {
  test('is one entry a line', () => {
    const log = newLog();
    run(log, ['bed.dug']);
    appendFileSync(log, `${JSON.stringify({ event: 'killed', at: 'bed.dug', point: 'bed.dug', facts: {}, pid: 1 })}\n`);
    expect(killsFelt(log)).toEqual({ 'bed.dug': 2 });
  });
});
