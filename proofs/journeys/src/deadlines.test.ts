import { join } from 'node:path';
import { loadSystem } from '@holdfast/system-model';
import { expect, test } from 'vitest';

const { services } = await loadSystem(join(import.meta.dirname, '../../..'));
const deadlinesOf = (service: string) => services.find(({ name }) => name === service)?.deadlinesMs ?? {};
const budgets = services
  // Those whom orders commands: only for their answers does it wait.
  .filter(({ takes = [] }) => takes.length > 0)
  .flatMap(({ name, deadlinesMs = {} }) =>
    Object.entries(deadlinesMs).map(([step, ms]) => ({ service: name, step, ms })),
  );

test('some services have a budget of their own', () => {
  expect(budgets.map(({ step }) => step)).toEqual(expect.arrayContaining(['screen', 'charge']));
});

// Otherwise orders gives up on a step while its service is still about to answer, and takes back what was about to succeed.
test.each(budgets)('orders waits longer for $step than $service tries: $ms ms', ({ step, ms }) => {
  expect(deadlinesOf('orders')[step]).toBeGreaterThan(ms);
});
