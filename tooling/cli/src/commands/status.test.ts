import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '@holdfast/local-infra';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeSystemRecord, type SystemRecord } from '../supervisor/system-record.ts';
import { statusCommand } from './status.ts';

let root: string;
let told: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'status-'));
  told = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
const gone = { pid: 4711, startedAt: 'another life' };

async function status({ owner, json = false }: { owner: SystemRecord['owner']; json?: boolean }): Promise<number> {
  const processes = [
    { name: 'garden', ...living },
    { name: 'well', ...gone },
  ];
  const rest = { startedAt: 'today', state: join(root, 'state'), namespace: '', infra: {} };
  writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), { system: 'plot', owner, processes, ...rest });
  const terminal = { out: (line: string) => void told.push(line), say: () => undefined, colour: pc };
  return await statusCommand({ root, terminal, json });
}

test('a process that ended is shown as such', async () => {
  expect(await status({ owner: living })).toBe(0);
  expect(told).toEqual([expect.stringMatching(/^plot: up/), expect.any(String), '  well       4711  ended']);
});

test('what a killed start left behind is named, with what ends it', async () => {
  expect(await status({ owner: gone })).toBe(0);
  expect(told).toEqual(['plot: its start (process 4711) was killed; these still run: garden → ./holdfast stop']);
});

test('a program is told of it too', async () => {
  await status({ owner: gone, json: true });
  expect(JSON.parse(told[0]!)).toMatchObject({ systems: [{ orphaned: true, processes: [{ name: 'garden' }] }] });
});
