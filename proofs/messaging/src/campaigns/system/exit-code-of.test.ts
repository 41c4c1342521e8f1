import { expect, test } from 'vitest';
import { noAnomalies } from './anomalies.ts';
import { exitCodeOf } from './exit-code-of.ts';

test.each([
  ['nothing that must not happen has happened', 0, { messages: 5, anomalies: noAnomalies, settled: true }],
  ['something was lost', 1, { messages: 5, anomalies: { ...noAnomalies, lost: 1 }, settled: true }],
  [
    'something was doubled, although not all has arrived',
    1,
    { messages: 5, anomalies: { ...noAnomalies, doubled: 1 }, settled: false },
  ],
  ['what is missing may only be late', 2, { messages: 5, anomalies: { ...noAnomalies, lost: 1 }, settled: false }],
  ['not all has arrived, and nobody knows what', 2, { messages: 5, anomalies: noAnomalies, settled: false }],
  ['nothing was said', 2, { messages: 0, anomalies: noAnomalies, settled: true }],
])('%s: %i', (_, code, outcome) => {
  expect(exitCodeOf(outcome)).toBe(code);
});
