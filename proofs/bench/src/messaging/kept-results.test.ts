import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { isPageCut, keep } from './kept-results.ts';
import type { Results } from './results.ts';

const machine = { cpu: 'one', cores: 2, memoryGb: 4, system: 'linux', versions: {} };
const results = (groups: Results['groups'], cpu = 'one'): Results => ({
  machine: { ...machine, cpu },
  fsync: 'fdatasync',
  groups,
});
const group = (rate: number) => ({ rates: { outbox: [rate] } });

function kept({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const page = join(folder, 'speed.md');
  writeFileSync(page, 'Before\n<!-- results: messaging -->\nbygone\n<!-- end of results -->\nAfter\n');
  const comparison = join(folder, 'two-relays.md');
  writeFileSync(comparison, '<!-- results: two relays -->\n<!-- end of results -->\n');
  return { comparison, file: join(folder, 'messaging.json'), page };
}

test('a group that was not measured this time stays, unless it is of another machine', (context) => {
  const files = kept(context);
  keep(results({ drains: group(1), ceilings: group(2) }), files);
  expect(keep(results({ drains: group(3) }), files).groups).toEqual({ drains: group(3), ceilings: group(2) });
  expect(keep(results({ drains: group(4) }, 'another'), files).groups).toEqual({ drains: group(4) });
});

test('the page shows what is kept, between its marks', (context) => {
  const files = kept(context);
  keep(results({ drains: group(77) }), files);
  const text = readFileSync(files.page, 'utf8');
  expect(text).toMatch(/^Before\n[^]*Measured on 2 cores[^]*\| outbox \| 77\.0 \|[^]*\nAfter\n$/);
  expect(text).not.toContain('bygone');
  expect(isPageCut(files)).toBe(true);
  writeFileSync(files.page, text.replace('77.0', '78.0'));
  expect(isPageCut(files)).toBe(false);
});

test('the page shows what the committed results say; after a new measurement: ./holdfast bench messaging --write', () => {
  expect(isPageCut()).toBe(true);
});

test('a run without Kafka, as of the snapshot alone, is added to one with it and loses nothing', (context) => {
  const files = kept(context);
  const withKafka = { ...machine, versions: { postgres: '18', kafka: '4' } };
  keep({ ...results({ drains: group(1), snapshot: group(2) }), machine: withKafka }, files);
  const later = { ...machine, versions: { postgres: '18' } };
  const all = keep({ ...results({ snapshot: group(3) }), machine: later }, files);
  expect(all).toMatchObject({ machine: withKafka, groups: { drains: group(1), snapshot: group(3) } });
  expect(readFileSync(files.comparison, 'utf8')).toContain(
    '| draining a backlog, messages per second | 1.00 | not measured yet |',
  );
});
