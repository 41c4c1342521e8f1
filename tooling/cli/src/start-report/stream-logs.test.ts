import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { streamLogs } from './stream-logs.ts';

let folder: string;
const plain = pc.createColors(false);

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'logs-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('lines come behind the name of their process, whole ones only, also from a log that is not there yet', () => {
  const printed: string[] = [];
  const sources = ['garden', 'shed'].map((name) => ({ name, logFile: join(folder, `${name}.log`) }));
  const stop = streamLogs(sources, (line) => printed.push(line), plain);
  appendFileSync(join(folder, 'garden.log'), 'sown\nhalf a l');
  appendFileSync(join(folder, 'shed.log'), 'öpen\n');
  stop();
  expect(printed).toEqual(['garden | sown', 'shed   | öpen']);
});
