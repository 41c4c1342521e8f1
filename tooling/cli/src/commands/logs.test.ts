import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NoLogs } from '../logs/log-files.ts';
import { logsCommand } from './logs.ts';

let root: string;
let told: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'logs-'));
  mkdirSync(join(root, '.holdfast/state/logs'), { recursive: true });
  told = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const logOf = (name: string) => join(root, '.holdfast/state/logs', `${name}.log`);
const entry = (second: number, msg: string, more = {}) =>
  `${JSON.stringify({ level: 'info', time: `2026-01-01T00:00:0${second}.000Z`, service: 's', pid: 1, msg, ...more })}\n`;
const logs = async (options: object = {}) => {
  const terminal = {
    out: (line: string) => void told.push(line),
    say: () => undefined,
    colour: pc.createColors(false),
  };
  return await logsCommand({ root, terminal, lines: 50, ...options });
};

describe('the logs', () => {
  test('of all are in the order of their times, each line behind its process', async () => {
    writeFileSync(logOf('garden'), entry(1, 'sown') + entry(4, 'grown', { plant: 'rose' }));
    writeFileSync(logOf('shed'), entry(2, 'opened') + 'a word without a time\n' + entry(3, 'closed'));
    expect(await logs()).toBe(0);
    expect(told).toEqual([
      'garden | 00:00:01.000 info  sown',
      'shed   | 00:00:02.000 info  opened',
      'shed   | a word without a time',
      'shed   | 00:00:03.000 info  closed',
      'garden | 00:00:04.000 info  grown plant=rose',
    ]);
  });

  test('of one have no name, and are those of all its processes', async () => {
    writeFileSync(logOf('garden'), entry(1, 'sown'));
    await logs({ which: 'garden' });
    writeFileSync(logOf('garden-2'), entry(2, 'sown too'));
    await logs({ which: 'garden' });
    expect(told).toEqual([
      '00:00:01.000 info  sown',
      'garden   | 00:00:01.000 info  sown',
      'garden-2 | 00:00:02.000 info  sown too',
    ]);
  });

  test('are the last lines together', async () => {
    writeFileSync(logOf('garden'), entry(1, 'sown') + entry(4, 'grown'));
    writeFileSync(logOf('shed'), entry(2, 'opened') + entry(3, 'closed'));
    await logs({ lines: 2 });
    expect(told.map((line) => line.split(' ').at(-1))).toEqual(['closed', 'grown']);
  });

  test('show the stack of an error on its own lines', async () => {
    writeFileSync(
      logOf('garden'),
      entry(1, 'failed', { level: 'error', err: { type: 'Error', stack: 'Error: no water\n at sow' } }),
    );
    await logs();
    expect(told).toEqual(['00:00:01.000 error failed\n    Error: no water\n     at sow']);
  });

  test('are objects for a program', async () => {
    writeFileSync(logOf('garden'), `${entry(1, 'sown')}plain\n`);
    await logs({ json: true });
    expect(told.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ process: 'garden', msg: 'sown' }),
      { process: 'garden', text: 'plain' },
    ]);
  });

  test('of somebody unknown, or of nothing, are refused with what there is', async () => {
    await expect(logs()).rejects.toThrow(/Nothing has run here/);
    writeFileSync(logOf('garden'), '');
    await expect(logs({ which: 'well' })).rejects.toThrow(NoLogs);
    await expect(logs({ which: 'well' })).rejects.toThrow('There are: garden.');
  });
});

describe('what is followed', () => {
  test('goes on where the last lines ended, also when the log begins anew, until Ctrl-C', async () => {
    writeFileSync(logOf('garden'), entry(1, 'sown') + '{"half a');
    const following = logs({ follow: true, lines: 1 });
    await vi.waitFor(() => expect(told).toHaveLength(1));
    appendFileSync(logOf('garden'), ' line":1}\n');
    await vi.waitFor(() => expect(told).toHaveLength(2));
    writeFileSync(logOf('garden'), entry(3, 'anew'));
    await vi.waitFor(() => expect(told).toHaveLength(3));
    process.emit('SIGINT', 'SIGINT');
    expect(await following).toBe(0);
    expect(told.map((line) => line.split(' ').at(-1))).toEqual(['sown', 'line=1', 'anew']);
  });
});
