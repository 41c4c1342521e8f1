import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanEnvironment, runProgram } from './run-program.ts';
import { wholeClone, type WholeClone } from './whole-clone.ts';

let clone: WholeClone;

beforeAll(async () => {
  clone = wholeClone();
  await clone.holdfast(['status']).ended; // Installs the packages.
}, 300_000);

afterAll(async () => await clone.remove());

const run = async (...args: string[]) => {
  const { code, out, err } = await clone.holdfast(args).ended;
  return { code, out, err, last: out.trimEnd().split('\n').at(-1) };
};

describe('test', () => {
  test('runs the tests of one package and counts them in the last line', async () => {
    expect(await run('test', 'telemetry')).toMatchObject({
      code: 0,
      last: expect.stringMatching(/^[1-9]\d* passed, 0 failed$/),
    });
  });

  test('that finds none ends with 1, though nothing failed', async () => {
    expect(await run('test', 'nothing-is-called-like-this')).toMatchObject({
      code: 1,
      last: '0 passed, 0 failed',
      err: expect.stringMatching(/no test matches "nothing-is-called-like-this"; services and packages: /),
    });
  });

  test('is quiet when nobody reads it any more, and unpainted when somebody does', () => {
    const shell = (command: string) =>
      spawnSync('sh', ['-c', command], { cwd: clone.root, encoding: 'utf8', env: cleanEnvironment({ CI: 'true' }) });
    expect(shell('./holdfast test telemetry | head -n 1').stderr).toBe('');
    expect(shell('unset NO_COLOR FORCE_COLOR; ./holdfast test telemetry').stdout).not.toContain('\u001b');
  });

  test('goes red with a test that fails', async () => {
    const file = join(clone.root, 'packages/telemetry/src/red.test.ts');
    writeFileSync(file, "import { expect, test } from 'vitest';\ntest('is red', () => expect(1).toBe(2));\n");
    expect(await run('test', file)).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
  });
});

describe('sync and check', () => {
  test('agree when nothing has changed', async () => {
    expect(await run('sync', '--check')).toMatchObject({ code: 0 });
    expect(await run('check', 'sync')).toMatchObject({ code: 0, last: '1 passed, 0 failed' });
  });

  test('notice a derived file that differs, and sync mends it', async () => {
    const file = join(clone.root, 'system.services.ts');
    const before = readFileSync(file, 'utf8');
    appendFileSync(file, '// one line too many\n');
    expect(await run('sync', '--check')).toMatchObject({ code: 1, out: expect.stringContaining('./holdfast sync') });
    expect(await run('check', 'sync')).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
    expect(await run('sync')).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('go on after a broken stage, and show each with its budget', async () => {
    writeFileSync(join(clone.root, 'ugly.ts'), 'export  const   ugly=1');
    const { code, out, last } = await run('check', 'format', 'sync');
    expect([code, last]).toEqual([1, '1 passed, 1 failed']);
    expect(out).toMatch(/^format +broken .* min of /m);
    expect(out).toMatch(/^sync +held .* min of /m);
  });

  test('a stage that does not exist is refused with those that do', async () => {
    expect(await run('check', 'everything')).toMatchObject({
      code: 1,
      err: expect.stringContaining('format, packages'),
    });
  });
});

test('CI ends with the line that counts', async () => {
  const { code, out } = await runProgram({
    command: join(clone.root, '.ci/run'),
    args: ['sync'],
    cwd: '/',
    env: cleanEnvironment(),
  }).ended;
  expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, '1 passed, 0 failed']);
});

test('doctor says what it found, for programs too', async () => {
  const { out } = await run('doctor', '--json');
  const { findings } = JSON.parse(out) as { findings: { name: string }[] };
  expect(findings.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['node', 'pnpm', 'git', 'java', 'docker', 'disk']),
  );
});

test('status and stop say so when nothing runs', async () => {
  expect(await run('status')).toMatchObject({ code: 1, out: expect.stringContaining('Nothing runs here') });
  expect(await run('stop')).toMatchObject({ code: 0, out: 'Nothing was running here.\n' });
});

test('a misspelt command ends with 1 and a suggestion', async () => {
  expect(await run('strat')).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean start?') });
});
