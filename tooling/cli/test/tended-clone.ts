import { afterAll, afterEach, beforeAll } from 'vitest';
import type { RunningProgram } from './run-program.ts';
import { wholeClone, type WholeClone } from './whole-clone.ts';

/** A clone for all tests of a file. What is started in it ends with the test that started it. */
export interface TendedClone extends Omit<WholeClone, 'remove'> {
  /** What ends with this test; a test adds what it starts otherwise. */
  readonly started: RunningProgram[];
  /** `./holdfast …` in it, once a person could use what it starts. */
  up(...args: readonly string[]): Promise<RunningProgram>;
}

/** Makes one before the tests of the file that asks for it, with its packages installed, and removes it after them. */
export function tendedClone(): TendedClone {
  let clone: WholeClone;
  const started: RunningProgram[] = [];

  beforeAll(async () => {
    clone = wholeClone();
    await clone.holdfast(['status']).ended; // Installs the packages.
  }, 300_000);

  afterEach(async () => {
    for (const { child } of started) child.kill('SIGTERM');
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    await clone.holdfast(['stop']).ended;
  });

  afterAll(async () => await clone.remove());

  return {
    get root() {
      return clone.root;
    },
    started,
    holdfast: (args, env) => clone.holdfast(args, env),
    up: async (...args) => {
      const program = clone.holdfast(args);
      started.push(program);
      await program.said(/Ctrl-C stops everything/);
      return program;
    },
  };
}
