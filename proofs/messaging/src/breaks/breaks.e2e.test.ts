import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf, storyOf } from '../explorer/report.ts';
import type { Break } from './break.ts';
import { BrokenTree } from './broken-tree.ts';
import { consumerBreaks } from './consumer-breaks.ts';
import { relayBreaks } from './relay-breaks.ts';
import { tickBreaks } from './tick-breaks.ts';

const root = join(import.meta.dirname, '../../../..');
const all = [...relayBreaks, ...tickBreaks, ...consumerBreaks];

async function explored({ edits, scenario }: Break, seconds: number) {
  using tree = new BrokenTree(root, { edits });
  const exploration = await tree.explore(scenario, seconds);
  console.log(lineOf(exploration), exploration.findings.map(storyOf).join('\n'));
  const kinds = exploration.findings.map(({ kind }) => (kind === 'overtaken' ? 'reordered' : kind));
  // A position that moves back is how it begins, and no effect of its own.
  return { exploration, kinds: new Set(kinds.filter((kind) => kind !== 'moved-back')) };
}

// It is enough to see what comes first: what is broken may go on for ever.
test.each(all.filter(({ anomalies }) => anomalies.length > 0))('$name: $anomalies', async (broken) => {
  const { kinds } = await explored(broken, broken.seconds ?? 6);
  expect(kinds.size).toBeGreaterThan(0);
  expect([...kinds].filter((kind) => !broken.anomalies.includes(kind))).toEqual([]);
});

test.each(all.filter(({ anomalies }) => anomalies.length === 0))('$name: breaks nothing', async (equivalent) => {
  const { exploration } = await explored(equivalent, 150);
  expect(exploration).toMatchObject({ isComplete: true, findings: [] });
});
