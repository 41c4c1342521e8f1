import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@holdfast/testkit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leftBehind } from './left-behind.ts';
import { Shell } from './shell.ts';

// A busy machine is slow at starting shells.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
let shell: Shell;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'shell-')));
  shell = new Shell({ cwd: folder, env: { ...process.env, SHELL_FOLDER: folder }, folder });
});
afterEach(() => {
  shell.close();
  rmSync(folder, { recursive: true });
});

const withinMs = 20_000;

describe('a shell', () => {
  test('keeps folder and variables, and tells output and code', async () => {
    await shell.run('mkdir bed && cd bed; PLANT=rose', { withinMs });
    expect(await shell.run('pwd; echo $PLANT >&2; printf wet; false', { withinMs })).toEqual({
      code: 1,
      lines: [join(folder, 'bed'), 'rose', 'wet'],
    });
  });

  test('hears of a command that fails before a pipe', async () => {
    expect(await shell.run('{ echo dry; exit 4; } | head -1', { withinMs })).toEqual({ code: 4, lines: ['dry'] });
    const staying = await shell.stay('{ exit 4; } | head -1');
    await eventually(() => staying.code() === 4, { what: 'the code of what failed' });
  });

  test('that a command ends says so', async () => {
    await expect(shell.run('echo bye; exit 3', { withinMs })).rejects.toThrow(/ended in echo bye/);
  });

  test('does not wait for ever', async () => {
    await expect(shell.run('sleep 60', { withinMs: 200 })).rejects.toThrow(/killed after 0.2 s/);
  });

  test('runs a command beside the others until Ctrl-C, and leaves nothing of it', async () => {
    const staying = await shell.stay('echo up; sleep 60 | sleep 61');
    await eventually(() => staying.lines()[0] === 'up', { what: 'up' });
    expect(await shell.run('echo beside', { withinMs })).toMatchObject({ lines: ['beside'] });
    expect([staying.code(), leftBehind(folder).length > 1]).toEqual([undefined, true]);
    await staying.interrupt();
    shell.close();
    await eventually(() => leftBehind(folder).length === 0, { what: 'nothing left' });
  });
});
