import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun, startTimeOf, type Run } from '@holdfast/local-infra';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartRecord } from '../supervisor/start-record.ts';
import { writeEnvironmentFile } from '../supervisor/environment-file.ts';
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

type Told = Pick<SystemRecord, 'owner' | 'environmentFiles' | 'absent'> & { json?: boolean };

async function status({ json = false, ...more }: Told): Promise<number> {
  const processes = [
    { name: 'garden', ...living },
    { name: 'well', ...gone },
  ];
  const rest = { startedAt: 'today', state: join(root, 'state'), namespace: '', infra: {} };
  writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), { system: 'plot', processes, ...rest, ...more });
  return await ask(json);
}

async function ask(json = false): Promise<number> {
  const terminal = { out: (line: string) => void told.push(line), say: () => undefined, colour: pc };
  return await statusCommand({ root, terminal, json });
}

function starting(): Run {
  const run = startRun(root, 'start');
  new StartRecord(run, 'plot').doing('migrations');
  return run;
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

test('a start that is under way is shown with what it does, and nothing is up yet', async () => {
  const run = starting();
  expect(await ask()).toBe(1);
  expect(told).toEqual([
    expect.stringMatching(`^plot: a start is under way \\(process ${process.pid}\\): migrations, begun at 2`),
  ]);
  await ask(true);
  expect(JSON.parse(told[1]!)).toMatchObject({ systems: [], starts: [{ doing: 'migrations', system: 'plot' }] });
  await run.end();
});

test('a start that was killed half way is shown as long as something of it runs', async () => {
  const run = starting();
  const children = [{ ...living, name: 'postgres', kind: 'server' }];
  writeFileSync(`${run.folder}.json`, JSON.stringify({ id: run.id, owner: gone, children, projects: [] }));
  expect(await ask()).toBe(0);
  expect(told).toEqual(['plot: its start (process 4711) was killed; these still run: postgres → ./holdfast stop']);
  await run.end();
});

test('whom a person runs himself is shown with the port that is his, and how he is', async () => {
  const file = join(root, 'shed.env');
  writeEnvironmentFile(file, { PORT: '1' });
  const environmentFiles = { shed: file, hedge: join(root, 'nobody-wrote-it.env') };
  await status({ owner: living, environmentFiles, absent: ['garden-2'] });
  expect(told.slice(2)).toEqual([
    '  well         4711  ended',
    '  garden-2        -  does not run → ./holdfast logs garden-2',
    '  shed            -  left out, port 1, not answering → ./holdfast env shed',
    '  hedge           -  left out → ./holdfast env hedge',
  ]);
});
