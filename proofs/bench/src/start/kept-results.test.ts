import { expect, test } from 'vitest';
import { isPageCut, pageWith } from './kept-results.ts';
import type { Results } from './results.ts';

const results: Results = {
  machine: { cpu: 'a', cores: 2, memoryGb: 8, system: 'linux', versions: { node: '24.0.0' } },
  parts: { trials: { sent: 200, perSecond: 5, notDone: 0, p50Ms: 900, p95Ms: 2_100, maxMs: 3_000 } },
};

test('the page shows what the committed results say; after a new measurement: ./holdfast bench start --write', () => {
  expect(isPageCut()).toBe(true);
});

test('what stands between the marks is replaced, and what stands around them stays', () => {
  const text = pageWith('Before\n<!-- results: start -->\nbygone\n<!-- end of results -->\nAfter\n', results);
  expect(text).toMatch(/^Before\n[^]*\nAfter\n$/);
  expect(text).not.toContain('bygone');
  expect(text).toContain('Measured on 2 cores (a), 8 GB, linux; node 24.0.0.');
  expect(pageWith(text, results)).toBe(text);
});

test('a goal is reached, not reached, or was not measured, and says so', () => {
  const text = pageWith('<!-- results: start --><!-- end of results -->', results);
  expect(text).toContain('| order time, p50 | 1 s | 0.9 s | reached |');
  expect(text).toContain('| order time, p95 | 2 s | 2.1 s | NOT REACHED |');
  expect(text).toContain('| memory of everything | 2.5 GB | – | not measured |');
});
