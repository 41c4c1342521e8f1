import { describe, expect, test } from 'vitest';
import type { TreeReport } from './check-tree.ts';
import { verdictOf } from './verdict.ts';

const rules = [{ name: 'gates-are-shut', comment: 'Shut the gate behind you.' }];
const clean: TreeReport = { violations: [], packages: 2, apps: 1, files: 9, modules: 9, names: 4, platformFiles: 5 };

describe('the verdict on a tree', () => {
  test('is held when all was looked at and nothing found, with the numbers', () => {
    expect(verdictOf(clean, rules)).toEqual({
      exitCode: 0,
      text: 'held: 1 rules over 9 modules (9 source files on disk) in 2 packages; 4 names looked for in 5 platform files',
    });
  });

  test('is broken with the place, what was found, what to do and the page', () => {
    const violations = [{ rule: 'gates-are-shut', where: 'packages/work/src/gate.ts', found: 'stands open' }];
    const { exitCode, text } = verdictOf({ ...clean, violations }, rules);
    expect(exitCode).toBe(1);
    expect(text).toBe(`broken: gates-are-shut (docs/rules/gates-are-shut.md)
  packages/work/src/gate.ts stands open
  → Shut the gate behind you.

1 violations of 1 rules`);
  });

  test.each(['packages', 'modules', 'names', 'platformFiles'] as const)(
    'is undecided when no %s were looked at',
    (part) => {
      expect(verdictOf({ ...clean, [part]: 0 }, rules)).toMatchObject({
        exitCode: 2,
        text: expect.stringContaining(`no ${part}`),
      });
    },
  );

  test('is held without names when there is no app that could have some', () => {
    expect(verdictOf({ ...clean, apps: 0, names: 0 }, rules).exitCode).toBe(0);
  });

  test('is undecided when there are no rules, or when the model does not load', () => {
    expect(verdictOf(clean, []).exitCode).toBe(2);
    expect(verdictOf({ ...clean, undecided: 'system.ts is missing' }, rules)).toEqual({
      exitCode: 2,
      text: 'undecided: system.ts is missing',
    });
  });
});
