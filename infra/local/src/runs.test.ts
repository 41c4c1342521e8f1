import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { identityOf, isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { endAllRuns, endDeadRuns, startRun } from './runs.ts';

let root = '';
const owners: ChildProcess[] = [];
const children: ProcessIdentity[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-runs-'));
});

afterEach(() => {
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  for (const child of children.splice(0)) if (isRunning(child)) process.kill(child.pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

describe('a run whose process was killed', () => {
  test('is ended by the next one, with all its children and its folder', async () => {
    const { owner, child, folder } = await ownerOfOneChild();
    await kill(owner);
    expect(isRunning(child)).toBe(true);
    expect(await endDeadRuns(root)).toMatchObject([{ name: 'trial', ended: ['sleeper'] }]);
    expect(isRunning(child)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(recordsLeft()).toEqual([]);
  });

  test('does not cost another process its life that got the number of a child', async () => {
    const { owner, child } = await ownerOfOneChild();
    await kill(owner);
    rewriteRecord((text) => text.replaceAll(child.startedAt, 'some other time'));
    expect(await endDeadRuns(root)).toMatchObject([{ ended: [] }]);
    expect(isRunning(child)).toBe(true);
  });

  test('is ended although its own number belongs to another process by now', async () => {
    const { owner, child } = await ownerOfOneChild();
    await kill(owner);
    rewriteRecord((text) => text.replace(`"pid": ${owner.pid}`, `"pid": ${process.pid}`));
    await endDeadRuns(root);
    expect(isRunning(child)).toBe(false);
  });
});

describe('a run whose process lives', () => {
  test('is left alone by endDeadRuns', async () => {
    const { child } = await ownerOfOneChild();
    expect(await endDeadRuns(root)).toEqual([]);
    expect(isRunning(child)).toBe(true);
  });

  test('is ended by endAllRuns, its process included', async () => {
    const { owner, child } = await ownerOfOneChild();
    const owning = identityOf(owner.pid!);
    expect(await endAllRuns(root)).toMatchObject([
      { name: 'trial', ended: expect.arrayContaining(['trial']) as unknown },
    ]);
    expect([isRunning(owning), isRunning(child)]).toEqual([false, false]);
    expect(recordsLeft()).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends its children in order when it gets %s', async (signal) => {
    const { owner, child } = await ownerOfOneChild();
    process.kill(-owner.pid!, signal); // To the whole group, as a terminal does; the child is not in it.
    await once(owner, 'exit');
    expect(isRunning(child)).toBe(false);
    expect(recordsLeft()).toEqual([]);
  });

  test('ends at once on the second Ctrl-C, and leaves no child', async () => {
    const { owner, child } = await ownerOfOneChild({ child: `trap '' TERM; while :; do sleep 0.1; done` });
    process.kill(-owner.pid!, 'SIGINT');
    process.kill(-owner.pid!, 'SIGTERM');
    await once(owner, 'exit');
    await expect.poll(() => isRunning(child)).toBe(false);
  });

  test('kills its children when the process exits without a word', async () => {
    const { owner, child } = await ownerOfOneChild();
    owner.stdin.end(); // The script exits then.
    await once(owner, 'exit');
    await expect.poll(() => isRunning(child)).toBe(false);
    expect(recordsLeft()).toEqual([]);
  });

  test('decides itself what a signal means if it listens', async () => {
    const { owner, child } = await ownerOfOneChild({ first: `process.on('SIGINT', () => console.log('heard'));` });
    for (const time of ['first', 'second']) {
      process.kill(-owner.pid!, 'SIGINT');
      expect(await nextLine(owner), time).toBe('heard');
    }
    expect(isRunning(child)).toBe(true);
    expect(recordsLeft()).toHaveLength(1);
  });
});

describe('containers of a run whose process was killed', () => {
  const project = {
    name: 'holdfast-trial-kafka',
    file: '/clone/infra/docker/servers.yml',
    variables: { NEEDED: 'so' },
    isThrowaway: true,
  };
  const docker = (script: string) => {
    writeFileSync(join(root, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${root}:${process.env['PATH']}`);
  };
  afterEach(() => vi.unstubAllEnvs());

  test('are taken down by the next one, with data that nobody keeps', async () => {
    docker(`echo "$NEEDED $@" > ${root}/asked`);
    const { owner } = await ownerOfOneChild({ last: `run.addProject(${JSON.stringify(project)});` });
    await kill(owner);
    expect(await endDeadRuns(root)).toMatchObject([{ ended: ['sleeper', project.name] }]);
    const asked =
      'so compose --project-name holdfast-trial-kafka --file /clone/infra/docker/servers.yml down --timeout 10 --volumes\n';
    expect(readFileSync(join(root, 'asked'), 'utf8')).toBe(asked);
    expect(recordsLeft()).toEqual([]);
  });

  test('stay recorded while no engine answers', async () => {
    docker('exit 1');
    const { owner, child } = await ownerOfOneChild({ last: `run.addProject(${JSON.stringify(project)});` });
    await kill(owner);
    await endDeadRuns(root);
    expect(isRunning(child)).toBe(false);
    expect(recordsLeft()).toHaveLength(1);
  });
});

test('servers end after everything that uses them', async () => {
  const run = startRun(root, 'order');
  const log = join(root, 'log');
  const say = (word: string) => `trap 'echo ${word} >> ${log}; exit' TERM; echo ready; while :; do sleep 0.05; done`;
  run.add({ name: 'database', pid: await started(say('server')), kind: 'server' });
  run.add({ name: 'program', pid: await started(say('client')) });
  await run.end();
  expect(readFileSync(log, 'utf8')).toBe('client\nserver\n');
});

/** A process of its own that opens a run, starts one child in it, and says so. */
async function ownerOfOneChild({ child = 'exec sleep 60', stopSignal = 'SIGTERM', first = '', last = '' } = {}) {
  const script = `
    import { spawn } from 'node:child_process';
    import { startRun } from ${JSON.stringify(new URL('runs.ts', import.meta.url).href)};
    ${first}
    const run = startRun(${JSON.stringify(root)}, 'trial');
    const child = spawn('sh', ['-c', ${JSON.stringify(`echo ready; ${child}`)}], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    run.add({ name: 'sleeper', pid: child.pid, stopSignal: ${JSON.stringify(stopSignal)} });
    ${last}
    child.stdout.once('data', () => console.log(JSON.stringify({ pid: child.pid, folder: run.folder })));
    process.stdin.once('end', () => process.exit()).resume();
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  owners.push(owner);
  const { pid, folder } = JSON.parse(await nextLine(owner)) as { pid: number; folder: string };
  const identity = identityOf(pid);
  children.push(identity);
  return { owner, child: identity, folder };
}

async function started(script: string): Promise<number> {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  children.push(identityOf(child.pid!));
  return child.pid!;
}

async function nextLine(owner: ChildProcess): Promise<string> {
  return String((await once(owner.stdout!, 'data'))[0]).trim();
}

async function kill(owner: ChildProcess): Promise<void> {
  owner.kill('SIGKILL');
  await once(owner, 'exit');
}

function rewriteRecord(change: (text: string) => string): void {
  const [name = ''] = recordsLeft();
  const file = join(root, '.holdfast', 'runs', name);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function recordsLeft(): string[] {
  return readdirSync(join(root, '.holdfast', 'runs')).filter((name) => name.endsWith('.json'));
}
