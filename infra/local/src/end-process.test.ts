import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endProcess } from './end-process.ts';
import { identityOf, isRunning } from './process-identity.ts';

// It has set its trap when it says that it is ready.
const start = async ({ trap }: { trap: string }) => {
  const script = `${trap}; echo ready; while :; do sleep 0.05; done`;
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return { child, identity: identityOf(child.pid ?? 0) };
};

test('a process that listens ends by the signal it was asked with', async () => {
  const { child, identity } = await start({ trap: `trap 'exit 7' INT` });
  await Promise.all([endProcess(identity, { signal: 'SIGINT' }), once(child, 'exit')]);
  expect(child.exitCode).toBe(7);
});

test('a process that does not listen ends all the same, after the patience', async () => {
  const { child, identity } = await start({ trap: `trap '' TERM` });
  await Promise.all([endProcess(identity, { patienceMs: 50 }), once(child, 'exit')]);
  expect(child.signalCode).toBe('SIGKILL');
});

test('another process that has the number is left alone', async () => {
  const { child, identity } = await start({ trap: ':' });
  await endProcess({ ...identity, startedAt: 'some other time' }, { patienceMs: 0 });
  expect(isRunning(identity)).toBe(true);
  child.kill('SIGKILL');
});
