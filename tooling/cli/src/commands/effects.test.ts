import type { Command } from 'commander';
import { beforeEach, describe, expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { ownTerminal } from '../terminal.ts';

let written: string;
let program: Command;

beforeEach(() => {
  written = '';
  program = createProgram({ root: '/nowhere', terminal: ownTerminal(), trialName: 'parcel' });
  const write = (text: string) => void (written += text);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  }
});

const run = async (...args: string[]) =>
  await program.parseAsync(['node', 'holdfast', 'effects', ...args]).then(
    () => 0,
    (error: { exitCode: number }) => error.exitCode,
  );

describe('effects', () => {
  test.each(['parked', 'resolve'])('%s has help with an example and its exit codes', async (name) => {
    expect(await run(name, '--help')).toBe(0);
    expect(written).toMatch(new RegExp(`Example:\\n {2}./holdfast effects ${name}`));
    expect(written).toMatch(/Exit codes: 0 /);
  });

  test.each([
    [['resolve', 'garden-1', '--as', 'watered'], '--because'],
    [['resolve', 'garden-1', '--because', 'seen'], '--as'],
    [['resolve', '--as', 'watered', '--because', 'seen'], "'id'"],
    [['resolv'], 'Did you mean resolve?'],
  ])('%j ends with 1 and says what is missing', async (args, missing) => {
    expect(await run(...args)).toBe(1);
    expect(written).toContain(missing);
  });
});
