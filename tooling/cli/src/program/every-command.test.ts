import { describe, expect, test } from 'vitest';
import { examplesIn, idleProgram, wordsOf } from '../../test/leaf-commands.ts';

const { leaves, parse, helpOf } = idleProgram();

/** Why nobody's program reads what these commands print. */
const withoutJson: Record<string, string> = {};

// Found in the program itself: a new command is held to this without anybody adding it to a list.
describe.each(leaves)('$path', ({ path, command }) => {
  const examples = examplesIn(helpOf(command));

  test('says what it does', () => {
    expect(command.description().length).toBeGreaterThan(10);
  });

  test('shows an example of itself', () => {
    expect(examples).not.toEqual([]);
    expect(examples.filter((line) => !`${line} `.startsWith(`./holdfast ${path} `))).toEqual([]);
  });

  test('understands what it shows', async () => {
    for (const line of examples) expect(await parse(wordsOf(line).slice(1)), line).toBe(path);
  });

  test('says what its exit code means', () => {
    expect(helpOf(command)).toMatch(/^Exit codes: 0 \w+/m);
  });

  test('explains each of its options and arguments', () => {
    const parts = [...command.options, ...command.registeredArguments];
    expect(parts.filter(({ description }) => description === '').map((part) => part.name())).toEqual([]);
  });

  test('is read by programs, or it is written down why not', () => {
    const takesJson = command.options.some(({ long }) => long === '--json');
    expect(takesJson, withoutJson[path] ?? 'no --json, and no reason').toBe(!(path in withoutJson));
  });
});

test('no reason is left of a command that is gone', () => {
  const paths = leaves.map(({ path }) => path);
  expect(Object.keys(withoutJson).filter((path) => !paths.includes(path))).toEqual([]);
});

describe('an example', () => {
  test('is found below its heading, also when there are several', () => {
    expect(examplesIn('x\n\nExamples:\n  ./holdfast a\n  ./holdfast a --b\n\nExit codes: 0 done')).toEqual([
      './holdfast a',
      './holdfast a --b',
    ]);
    expect(examplesIn('x\n\nExit codes: 0 done')).toEqual([]);
  });

  test.each([
    ['./holdfast a "two words" \'and two\'', ['./holdfast', 'a', 'two words', 'and two']],
    ['./holdfast a --data - < bed.json', ['./holdfast', 'a', '--data', '-']],
    ['./holdfast a | head -1', ['./holdfast', 'a']],
  ])('is taken apart as a shell does: %s', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  test('that its command does not understand is noticed', async () => {
    await expect(parse(['stop', '--at-once'])).rejects.toThrow(/unknown option/);
  });
});
