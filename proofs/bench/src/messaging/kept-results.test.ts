import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keep } from './kept-results.ts';
import type { Results } from './results.ts';

const machine = { cpu: 'one', cores: 2, memoryGb: 4, system: 'linux', versions: {} };
const results = (groups: Results['groups'], cpu = 'one'): Results => ({
  machine: { ...machine, cpu },
  fsync: 'fdatasync',
  groups,
});

test('a group that was not measured this time stays, unless it is of another machine', ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'messaging.json');
  const group = (rate: number) => ({ rates: { outbox: [rate] } });
  keep(results({ drains: group(1), ceilings: group(2) }), file);
  expect(keep(results({ drains: group(3) }), file).groups).toEqual({ drains: group(3), ceilings: group(2) });
  expect(keep(results({ drains: group(4) }, 'another'), file).groups).toEqual({ drains: group(4) });
});
