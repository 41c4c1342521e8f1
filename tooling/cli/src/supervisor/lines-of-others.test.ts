import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun, startTimeOf } from '@holdfast/local-infra';
import { expect, onTestFinished, test } from 'vitest';
import { linesOfOthers } from './lines-of-others.ts';
import { StartRecord } from './start-record.ts';
import { writeSystemRecord } from './system-record.ts';

test('a start is told of others that are under way or up, and not of itself', async () => {
  const root = mkdtempSync(join(tmpdir(), 'others-'));
  const run = startRun(root, 'start');
  onTestFinished(async () => {
    await run.end();
    rmSync(root, { recursive: true });
  });
  const record = new StartRecord(run, 'plot');
  record.doing('migrations');
  const owner = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
  const rest = { startedAt: 'today', state: '', namespace: '', infra: {}, processes: [] };
  const rear = 'this is another start beside it. ./holdfast status shows both.';

  expect(linesOfOthers(root, run.id)).toEqual([]);
  expect(linesOfOthers(root, 'another')).toEqual([
    `A start is under way here (plot, process ${process.pid}: migrations); ${rear}`,
  ]);
  // Its services come up one after the other, and it is not two systems meanwhile.
  writeSystemRecord(run.folder, { system: 'plot', owner, ...rest });
  expect(linesOfOthers(root, 'another')).toHaveLength(1);
  record.isOver();
  expect(linesOfOthers(root, 'another')).toEqual([`plot is up here already (process ${process.pid}); ${rear}`]);
});
