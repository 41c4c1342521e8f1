import type { SerializedError } from 'vitest';

/** What a run of tests came to. */
export interface Counts {
  readonly passed: number;
  /** Tests, files that cannot be loaded, hooks that threw, and errors that nobody caught. */
  readonly failed: number;
  /** Not run, and nothing is missing by that. */
  readonly skipped: number;
  /** Required here and could not be decided; each with its reason. Counted as failed wherever one number is shown. */
  readonly undecided: readonly string[];
}

/** The part of a test module of vitest that is counted. */
export interface CountedModule {
  errors(): readonly unknown[];
  readonly children: { allTests(): Iterable<CountedTest>; allSuites(): Iterable<{ errors(): readonly unknown[] }> };
}

/** The part of a test of vitest that is counted. */
export interface CountedTest {
  readonly fullName: string;
  result(): { readonly state: 'pending' | 'passed' | 'failed' | 'skipped'; readonly note?: string | undefined };
}

/** Counts a finished run. A test that never came to a result counts as failed: nobody knows what it would have said. */
export function countsOf(modules: readonly CountedModule[], unhandled: readonly SerializedError[]): Counts {
  const tests = modules.flatMap(({ children }) => [...children.allTests()]);
  const undecided = tests.flatMap(reasonUndecided);
  const inState = (...states: string[]) => tests.filter((test) => states.includes(test.result().state)).length;
  const hooks = modules.flatMap((module) => [...module.children.allSuites()]).filter(hasErrors).length;
  return {
    passed: inState('passed'),
    failed: inState('failed', 'pending') + modules.filter(hasErrors).length + hooks + unhandled.length,
    skipped: inState('skipped') - undecided.length,
    undecided,
  };
}

/** How a test says that it could not decide: `context.skip('undecided: …')`. */
const undecidedMark = 'undecided:';

function reasonUndecided(test: CountedTest): string[] {
  const { state, note } = test.result();
  if (state !== 'skipped' || !note?.startsWith(undecidedMark)) return [];
  return [`${test.fullName}: ${note.slice(undecidedMark.length).trim()}`];
}

function hasErrors(entry: { errors(): readonly unknown[] }): boolean {
  return entry.errors().length > 0;
}

/** `12 passed, 0 failed`, and what was skipped if something was. */
export function totalLine({ passed, failed, skipped, undecided }: Counts): string {
  const line = `${passed} passed, ${failed + undecided.length} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** 0 everything required held; 1 something is broken; 2 nothing is broken, but something required could not be decided. */
export function exitCodeOf({ failed, undecided }: Pick<Counts, 'failed' | 'undecided'>): 0 | 1 | 2 {
  if (failed > 0) return 1;
  return undecided.length > 0 ? 2 : 0;
}

/** Both runs together. */
export function sum(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    undecided: [...a.undecided, ...b.undecided],
  };
}
