import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SaveBatch } from './save-batch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const told: (readonly string[])[] = [];
beforeEach(() => void told.splice(0));
const batch = () => new SaveBatch((files) => void told.push(files));

test('files that follow each other closely are told once, when it is quiet, each once', () => {
  const saves = batch();
  for (const file of ['plant.ts', 'bed.ts', 'plant.ts', 'tree.ts']) {
    saves.add(file);
    vi.advanceTimersByTime(40);
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([['plant.ts', 'bed.ts', 'tree.ts']]);
});

test('files with a pause between them are told one after the other', () => {
  const saves = batch();
  for (const file of ['plant.ts', 'bed.ts']) {
    saves.add(file);
    vi.advanceTimersByTime(1_000);
  }
  expect(told).toEqual([['plant.ts'], ['bed.ts']]);
});

test('what was not told when it is dropped is not told', () => {
  const saves = batch();
  saves.add('plant.ts');
  saves.drop();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([]);
});
