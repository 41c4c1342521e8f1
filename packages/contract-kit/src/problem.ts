import type { z } from 'zod';

/** One thing that is wrong, and where: `totals.net.amount`, `lines[2].quantity`, empty for the whole. */
export interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** Every problem with its own path: unknown fields one by one, a union by the variant that came closest. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], at: readonly PropertyKey[] = []): Problem[] {
  return issues.flatMap((issue) => problemsOfOne(issue, [...at, ...issue.path]));
}

/** A problem at the end of a path: `['lines', 2, 'quantity']`. */
export function problemAt(path: readonly PropertyKey[], problem: string): Problem {
  return { path: written(path), problem };
}

/** `path: problem` for each, as one line. */
export function listed(problems: readonly Problem[]): string {
  return problems.map(({ path, problem }) => `${path || '(all of it)'}: ${problem}`).join('; ');
}

function problemsOfOne(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problemAt([...path, key], 'is not a field of this message'));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return problemsOf(closest(issue.errors), path);
  return [problemAt(path, issue.message)];
}

/** The variant with the fewest problems among those that are of the right kind at all: an object where one was given. */
function closest(variants: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const ofThatKind = variants.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const candidates = ofThatKind.length > 0 ? ofThatKind : variants;
  return candidates.reduce((best, issues) => (issues.length < best.length ? issues : best));
}

function written(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
