import { join } from 'node:path';
import { appFolders } from '@holdfast/system-model';
import type { budgetMinutes } from './budgets.ts';

/** One part of `check`: a program to run, or tests to count. */
export type Stage = ProgramStage | TestStage;

export interface ProgramStage {
  readonly kind: 'program';
  readonly name: StageName;
  readonly holds: string;
  readonly command: readonly string[];
}

export interface TestStage {
  readonly kind: 'tests';
  readonly name: StageName;
  readonly holds: string;
  /** Arguments of vitest. */
  readonly args: readonly string[];
}

export type StageName = keyof typeof budgetMinutes;

/** The stages in their order: what is quick and says most comes first. */
export function stagesOf(root: string): readonly Stage[] {
  const tool = (name: string): string => join(root, 'node_modules', '.bin', name);
  // From its sources, and not through a package script: that would turn "could not decide" into "broken".
  const source = (...path: string[]): string[] => [
    process.execPath,
    '--conditions=@holdfast/source',
    join(root, ...path),
  ];
  const holdfast = source('tooling', 'cli', 'src', 'main.ts');
  return [
    program('format', 'every file is formatted', [tool('oxfmt'), '--check', '.']),
    // A cached run has run nothing, and "held" must mean that it was looked at.
    program('packages', 'every package builds, typechecks and lints', [
      tool('turbo'),
      'run',
      'build',
      'typecheck',
      'lint',
      '--force',
      '--continue',
      '--output-logs=errors-only',
    ]),
    program('knip', 'nothing is left over: files, exports, dependencies', [tool('knip')]),
    program('boundaries', 'nobody imports what they may not', source('tooling', 'boundaries', 'src', 'check.ts')),
    program('pages', 'what the pages show is cut from what runs, and links lead somewhere', [
      ...source('tooling', 'pages', 'src', 'main.ts'),
    ]),
    program('sync', 'what is derived from the declarations is up to date', [...holdfast, 'sync', '--check']),
    tests('test', 'the tests that every change must pass', ['--exclude=**/*.e2e.test.ts']),
    tests('e2e', 'the system keeps its promises while parts of it are killed', ['.e2e.test.ts']),
    // After `packages`, which built what is started here. Without a service there is nothing to start.
    ...(appFolders(root).length > 0
      ? [
          program('packaging', 'the services as they are delivered do every step', [
            ...holdfast,
            'start',
            '--once',
            '--json',
            '--built',
          ]),
        ]
      : []),
  ];
}

function program(name: StageName, holds: string, command: readonly string[]): ProgramStage {
  return { kind: 'program', name, holds, command };
}

function tests(name: StageName, holds: string, args: readonly string[]): TestStage {
  return { kind: 'tests', name, holds, args };
}
