import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beforeEach, describe, expect, test } from 'vitest';
import { createProgram } from './program.ts';
import { ownTerminal } from './terminal.ts';

let written: string;
let program: Command;

beforeEach(() => {
  written = '';
  program = createProgram({ root: '/nowhere', terminal: ownTerminal(), trialName: 'parcel' });
  for (const command of [program, ...program.commands]) {
    const write = (text: string) => void (written += text);
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  }
});

const run = async (...args: string[]) =>
  await program.parseAsync(['node', 'holdfast', ...args]).then(
    () => 0,
    (error: { exitCode: number }) => error.exitCode,
  );

test('these commands exist, and no file of a command is left out', () => {
  const names = program.commands.map((command) => command.name());
  expect(names).toEqual(
    expect.arrayContaining(['start', 'status', 'stop', 'test', 'check', 'doctor', 'sync', 'generate', 'effects']),
  );
  const files = readdirSync(join(import.meta.dirname, 'program')).filter((file) => !file.endsWith('.test.ts'));
  const declaring = files.filter((file) =>
    /export function add\w+\(program: Command/.test(readFileSync(join(import.meta.dirname, 'program', file), 'utf8')),
  );
  expect(names.toSorted()).toEqual(declaring.map((file) => file.replace('.ts', '')).toSorted());
});

describe('what is misspelt', () => {
  test.each([
    [['strat'], 'start'],
    [['start', '--onec'], '--once'],
    [['check', '--lst'], '--list'],
  ])('as %j ends with 1 and a suggestion', async (args, suggestion) => {
    expect(await run(...args)).toBe(1);
    expect(written).toContain(`Did you mean ${suggestion}?`);
  });

  test.each([[['start', '--infra', 'cloud']], [['start', '--instances', 'two']], [['start', '--instances', '0']]])(
    'as %j ends with 1 and says what is expected',
    async (args) => {
      expect(await run(...args)).toBe(1);
      expect(written).toMatch(/native|Expected 1 to 20/);
    },
  );
});

test('start with a service says how one is started, and how all but it', async () => {
  expect(await run('start', 'garden')).toBe(1);
  expect(written).toContain('error: start starts everything, and takes no names of services.');
  expect(written).toContain('./holdfast dev garden');
  expect(written).toContain('./holdfast start --except garden');
});

test('the option for what is sent has the name that the system gives it', async () => {
  await run('start', '--help');
  expect(written).toContain('--parcel <file>');
});
