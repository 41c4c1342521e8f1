import { z } from 'zod';
import { plainMessage } from '../plain-message.ts';
import { insecureKeys } from './insecure-keys.ts';
import { withSecretFiles } from './secret-files.ts';
import type { ServiceConfig } from './service-config.ts';
import { variablesOf } from './variables-of.ts';

/**
 * Reads the environment once, and the files that it names for secrets: `KAFKA_PASSWORD_FILE` in place of `KAFKA_PASSWORD`. Everything
 * else is handed the part it needs.
 *
 * Throws `IncompleteEnvironment` with all problems in one list. The list names variables and never their values,
 * because some of them are secrets.
 */
export function readConfig<C extends ServiceConfig>(
  schema: z.ZodType<C>,
  environment: Record<string, string | undefined>,
): C {
  const secrets = variablesOf(schema).filter(({ isSecret }) => isSecret);
  const files = withSecretFiles(
    withoutEmpty(environment),
    secrets.map(({ name }) => name),
  );
  const parsed = schema.safeParse(files.environment);
  const seen = [
    ...(parsed.error?.issues ?? []),
    ...incompleteGroups(files.environment),
    ...insecureKeys(files.environment),
  ];
  const issues = [...files.issues, ...seen.filter(({ path }) => !files.told.has(String(path[0])))];
  if (!parsed.success || issues.length > 0) throw new IncompleteEnvironment(issues);
  return parsed.data;
}

/** The service does not start: the environment misses something, or it or a file that it names holds something wrong. */
export class IncompleteEnvironment extends Error {
  readonly code = 'incomplete-environment';
  readonly issues: readonly z.core.$ZodIssue[];

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super(`The configuration cannot be used:\n${listOf(issues)}`);
    this.issues = issues;
  }
}

function listOf(issues: readonly z.core.$ZodIssue[]): string {
  return z.prettifyError({ issues: issues.map((issue) => ({ ...issue, message: plainMessage(issue) })) });
}

/** Compose files and shells export `NAME=` for "not set". */
function withoutEmpty(environment: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}

/** All of these variables or none of them. */
const comeTogether: readonly (readonly string[])[] = [
  ['KAFKA_USERNAME', 'KAFKA_PASSWORD'],
  ['TOKEN_ISSUER', 'TOKEN_JWKS_URL', 'TOKEN_AUDIENCE'],
];

// A check inside the schema would not run while a variable is missing, and the list would come in two parts.
function incompleteGroups(given: Readonly<Record<string, string>>): z.core.$ZodIssue[] {
  return comeTogether.flatMap((group) => {
    const missing = group.filter((name) => given[name] === undefined);
    if (missing.length === 0 || missing.length === group.length) return [];
    const message = `${group.slice(0, -1).join(', ')} and ${group.at(-1)} come together`;
    return missing.map((name) => ({ code: 'custom' as const, path: [name], message, input: undefined, params: {} }));
  });
}
