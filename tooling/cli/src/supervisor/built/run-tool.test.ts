import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@holdfast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runTool, ToolFailed } from './run-tool.ts';

let folder: string;
let children: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tool-'));
  children = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const tool = (script: string, signal?: AbortSignal) => ({
  root: folder,
  run: { add: ({ name }: { name: string }) => void children.push(name), remove: () => void children.pop() },
  name: 'dig',
  command: 'sh',
  args: ['-c', script],
  signal,
});

test('a tool that fails is told with the command to run by hand and what it said last', async () => {
  const told = await runTool(tool('echo a stone; exit 3')).catch((error: unknown) => error);
  expect(told).toBeInstanceOf(ToolFailed);
  expect((told as Error).message).toMatch(/^The step 'dig' did not succeed.*sh -c .*\na stone$/s);
  expect(children).toEqual([]);
});

test('a tool that is not there is told, too', async () => {
  await expect(runTool({ ...tool(''), command: join(folder, 'nothing') })).rejects.toThrow('it ended with ENOENT');
});

test('an interrupt ends a tool with what it has started', async () => {
  const controller = new AbortController();
  const ended = runTool(tool(`sh -c 'echo $$ > child; sleep 600' & wait`, controller.signal)).catch(() => 'ended');
  const child = join(folder, 'child');
  const pid = await eventually(() => existsSync(child) && Number(readFileSync(child, 'utf8')), { what: 'the child' });
  controller.abort();
  expect(await ended).toBe('ended');
  await eventually(() => !isAlive(Number(pid)), { what: 'the end of the child' });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
