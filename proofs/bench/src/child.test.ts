import { isRunning, startTimeOf } from '@holdfast/local-infra';
import { describe, expect, test } from 'vitest';
import { Child, ChildFailed } from './child.ts';

const signal = new AbortController().signal;

/** A shell that runs this, in a run that remembers whom it has to end. */
function shell(script: string): { child: Child; recorded: Set<number> } {
  const recorded = new Set<number>();
  const run = { add: ({ pid }: { pid: number }) => recorded.add(pid), remove: (pid: number) => recorded.delete(pid) };
  const command = { name: 'sh', command: 'sh', args: ['-c', script], cwd: '/' };
  return { child: new Child(command, run as never), recorded };
}

describe('a program that is measured', () => {
  test('is timed line by line, also by what it said last', async () => {
    const { child } = shell('echo one; echo two >&2');
    const two = await child.line(({ text }) => text === 'two', { signal, withinMs: 10_000 });
    expect(two).toMatchObject({ stream: 'err', text: 'two' });
    expect(await child.end(signal)).toBeGreaterThan(0);
  });

  test('that ends without the awaited line, or with another code than 0, has failed, and is quoted', async () => {
    const { child } = shell('echo no >&2; exit 3');
    await expect(child.line(({ text }) => text === 'yes', { signal, withinMs: 10_000 })).rejects.toThrow(ChildFailed);
    await expect(child.end(signal)).rejects.toThrow(/ended with 3[^]*no$/);
  });

  test('is ended with everything that it has started, and is remembered until then', async () => {
    const { child, recorded } = shell('sleep 60 & echo started; wait');
    await child.line(({ text }) => text === 'started', { signal, withinMs: 10_000 });
    expect(recorded).toEqual(new Set([child.pid]));
    await child.interrupt({ patienceMs: 100 });
    expect([recorded.size, isRunning({ pid: child.pid, startedAt: startTimeOf(child.pid) ?? '' })]).toEqual([0, false]);
  });
});
