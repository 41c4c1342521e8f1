import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forgetUnused } from './forget-unused.ts';

const dayMs = 24 * 60 * 60 * 1_000;

test('what no start has used for a month goes, and nothing before', () => {
  const cache = mkdtempSync(join(tmpdir(), 'unused-'));
  onTestFinished(() => rmSync(cache, { recursive: true }));
  const env = { XDG_CACHE_HOME: cache };
  forgetUnused(env);
  const built = join(cache, 'holdfast', 'built');
  mkdirSync(join(built, 'garden-1', 'dist'), { recursive: true });

  forgetUnused(env, Date.now() + 29 * dayMs);
  expect(readdirSync(built)).toEqual(['garden-1']);

  forgetUnused(env, Date.now() + 31 * dayMs);
  expect(readdirSync(built)).toEqual([]);
});
