import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** An environment in which secrets that came in files stand under their own names. */
export interface WithSecrets {
  readonly environment: Readonly<Record<string, string>>;
  readonly issues: readonly z.core.$ZodIssue[];
  /** Variables of which there is something to say already. */
  readonly told: ReadonlySet<string>;
}

/**
 * Reads the file that `<NAME>_FILE` names for each of these secrets, once. Where a file cannot be read, neither its content nor the
 * name it was given is told: somebody may have put the secret itself there.
 */
export function withSecretFiles(
  environment: Readonly<Record<string, string>>,
  secrets: readonly string[],
): WithSecrets {
  const read = { ...environment };
  const problems: { name: string; at: string; message: string }[] = [];
  for (const name of secrets) {
    const variable = `${name}_FILE`;
    const file = environment[variable];
    if (file === undefined) continue;
    if (environment[name] !== undefined) {
      problems.push({ name, at: name, message: `is given twice, here and in ${variable}; give one of them` });
      continue;
    }
    const found = secretIn(file);
    if ('secret' in found) read[name] = found.secret;
    else problems.push({ name, at: variable, message: found.problem });
  }
  const issues = problems.map(({ at, message }) => issueOf(at, message));
  return { environment: read, issues, told: new Set(problems.map(({ name }) => name)) };
}

/** Editors and `echo` end a file with a line end, which is no part of the secret. */
function secretIn(file: string): { secret: string } | { problem: string } {
  try {
    const secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return secret === '' ? { problem: 'names a file that is empty' } : { secret };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: `names a file that cannot be read (${code ?? 'unknown reason'})` };
  }
}

function issueOf(name: string, message: string): z.core.$ZodIssue {
  return { code: 'custom', path: [name], message, input: undefined, params: {} };
}
