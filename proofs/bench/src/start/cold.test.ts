import { expect, test } from 'vitest';
import { launcherPhases } from './cold.ts';

test('the launcher says itself how long the toolchain and the packages took', () => {
  const lines = [
    { atMs: 500, text: 'holdfast: bringing pnpm 12.0.0, once, into /cache …' },
    { atMs: 4_500, text: 'holdfast: … done in 4.0 s.' },
    { atMs: 4_600, text: 'holdfast: installing the packages …' },
    { atMs: 24_600, text: 'holdfast: … done in 20.0 s.' },
    { atMs: 30_000, text: '  fetching Apache Kafka' },
  ];
  expect(launcherPhases(lines)).toEqual({ toolchain: 4_000, packages: 20_000 });
});

test('a machine that has all of it spends nothing', () => {
  expect(launcherPhases([{ atMs: 100, text: '  8 processes ready' }])).toEqual({});
});
