import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder, madeOnce } from './cache.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const makeWith = (text: string) => async (draft: string) => {
  mkdirSync(draft);
  writeFileSync(join(draft, 'content'), text);
};
const contentOf = (target: string) => readFileSync(join(target, 'content'), 'utf8');

describe('something that is made once', () => {
  test('is made by the first call and found by the second', async () => {
    const target = join(folder, 'thing');
    await madeOnce(target, makeWith('first'));
    await madeOnce(target, makeWith('second'));
    expect(contentOf(target)).toBe('first');
  });

  test('is the same for two who make it at once, and no draft is left', async () => {
    const target = join(folder, 'thing');
    await Promise.all([madeOnce(target, makeWith('one')), madeOnce(target, makeWith('two'))]);
    expect(contentOf(target)).toMatch(/^(one|two)$/);
    expect(readdirSync(folder)).toEqual(['thing']);
  });

  test('is not there when making it failed', async () => {
    const failing = madeOnce(join(folder, 'thing'), async (draft) => {
      mkdirSync(draft);
      throw new Error('no space');
    });
    await expect(failing).rejects.toThrow('no space');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is not there when its maker was killed half way, and the next one cleans up', async () => {
    const target = join(folder, 'thing');
    const script = `
      import { mkdirSync } from 'node:fs';
      import { madeOnce } from '${new URL('cache.ts', import.meta.url).href}';
      await madeOnce('${target}', async (draft) => { mkdirSync(draft); process.kill(process.pid, 'SIGKILL'); });`;
    expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script]).signal).toBe('SIGKILL');
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
    await madeOnce(target, makeWith('whole'));
    expect(readdirSync(folder)).toEqual(['thing']);
  });
});

test('the cache is where XDG_CACHE_HOME says, if that is a whole path, else in the home folder', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/somewhere' })).toBe('/somewhere/holdfast');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toBe(join(homedir(), '.cache', 'holdfast'));
  expect(cacheFolder({})).toBe(join(homedir(), '.cache', 'holdfast'));
});
