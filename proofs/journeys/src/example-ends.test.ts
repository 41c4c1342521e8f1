import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onceEach } from '@holdfast/testkit';
import { expect, test } from 'vitest';
import { exampleEnds } from './example-ends.ts';

test('every example order has a stated end, and every stated end an example', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../examples/orders'));
  expect(
    onceEach(
      files,
      Object.keys(exampleEnds).map((name) => `${name}.json`),
      'end of',
    ),
  ).toEqual([]);
});
