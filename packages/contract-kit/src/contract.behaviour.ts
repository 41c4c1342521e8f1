import { describe, expect, test } from 'vitest';
import { exampleProblems, messagesOf, missingExamples, packageProblems } from './contract-problems.ts';
import { exampleNames } from './examples.ts';
import { typeOf } from './message.ts';

/**
 * What every contract package promises. Its test file is one line:
 * `contractBehaviour(import.meta.url, await import('./index.ts'))`.
 */
export function contractBehaviour(insidePackage: string, exported: Readonly<Record<string, unknown>>): void {
  const messages = messagesOf(exported);

  test('the package is one context, each message of it once, and no example without a message', () => {
    expect(packageProblems(insidePackage, messages)).toEqual([]);
  });

  describe.each(messages.map((message) => ({ message, type: typeOf(message) })))('$type', ({ message }) => {
    test('has an example', () => {
      expect(missingExamples(insidePackage, message)).toEqual([]);
    });

    test.each(exampleNames(insidePackage, message))('is written and read without loss: %s', (name) => {
      expect(exampleProblems(insidePackage, message, name)).toEqual([]);
    });
  });
}
