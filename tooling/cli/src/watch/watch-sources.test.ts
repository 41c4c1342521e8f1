import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchSources, type SourceWatcher } from './watch-sources.ts';

let root: string;
let watcher: SourceWatcher;
let saves: (readonly string[])[];

beforeEach(async () => {
  root = join(realpathSync(mkdtempSync(join(tmpdir(), 'watch-'))), 'dist');
  for (const folder of ['garden/src/deep', 'garden/node_modules/seed', 'garden/dist', 'shed/src'])
    mkdirSync(join(root, folder), { recursive: true });
  write('garden/src/plant.ts', '1');
  write('garden/src/deep/root.ts', '1');
  saves = [];
  watcher = await watchSources({
    root,
    paths: ['garden', 'system.ts'],
    onSave: (files) => void saves.push(files),
    onError: (error) => {
      throw error;
    },
  });
});

afterEach(async () => {
  await watcher.close();
  rmSync(root, { recursive: true });
});

const write = (file: string, text: string) => writeFileSync(join(root, file), text);
const told = () => saves.flat().toSorted();
const soon = { timeout: 5_000, interval: 10 };

describe('a file', () => {
  test('that is saved is told once', async () => {
    write('garden/src/deep/root.ts', '2');
    await vi.waitFor(() => expect(told()).toEqual(['garden/src/deep/root.ts']), soon);
    expect(saves).toHaveLength(1);
  });

  test('that an editor writes beside the old one and renames is told by its name', async () => {
    write('garden/src/plant.ts.tmp', '2');
    renameSync(join(root, 'garden/src/plant.ts.tmp'), join(root, 'garden/src/plant.ts'));
    await vi.waitFor(() => expect(saves.flat()).toContain('garden/src/plant.ts'), soon);
  });

  test('that an editor moves away and writes anew is told', async () => {
    renameSync(join(root, 'garden/src/plant.ts'), join(root, 'garden/src/plant.ts~'));
    write('garden/src/plant.ts', '2');
    await vi.waitFor(() => expect(saves.flat()).toContain('garden/src/plant.ts'), soon);
  });

  test('that is renamed twice is told twice: the watch does not stay with the old one', async () => {
    for (const text of ['2', '3']) {
      saves = [];
      write('garden/src/plant.ts.tmp', text);
      renameSync(join(root, 'garden/src/plant.ts.tmp'), join(root, 'garden/src/plant.ts'));
      await vi.waitFor(() => expect(saves.flat()).toContain('garden/src/plant.ts'), soon);
    }
  });

  test('that is removed is told', async () => {
    rmSync(join(root, 'garden/src/plant.ts'));
    await vi.waitFor(() => expect(told()).toEqual(['garden/src/plant.ts']), soon);
  });

  test('in a new folder is told, and so is its next save', async () => {
    mkdirSync(join(root, 'garden/src/new'));
    write('garden/src/new/bed.ts', '1');
    await vi.waitFor(() => expect(told()).toEqual(['garden/src/new/bed.ts']), soon);
    saves = [];
    write('garden/src/new/bed.ts', '2');
    await vi.waitFor(() => expect(told()).toEqual(['garden/src/new/bed.ts']), soon);
  });

  test('that was not there when the watch began is told', async () => {
    write('system.ts', '1');
    await vi.waitFor(() => expect(told()).toEqual(['system.ts']), soon);
  });
});

test('many files at once are one save', async () => {
  const files = Array.from({ length: 20 }, (_, number) => `garden/src/${number}.ts`);
  for (const file of files) write(file, '1');
  await vi.waitFor(() => expect(told()).toEqual(files.toSorted()), soon);
  expect(saves).toHaveLength(1);
});

test('what is built and installed is not watched, nor what is elsewhere', async () => {
  for (const file of ['garden/dist/main.js', 'garden/node_modules/seed/index.js', 'shed/src/main.ts']) write(file, '1');
  write('garden/src/plant.ts', 'last');
  await vi.waitFor(() => expect(told()).toEqual(['garden/src/plant.ts']), soon);
});
