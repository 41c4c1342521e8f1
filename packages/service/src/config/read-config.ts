import { z } from 'zod';
import { plainMessage } from '../plain-message.ts';
import type { ServiceConfig } from './service-config.ts';

/**
 * Reads the environment once. Everything else is handed the part it needs.
 *
 * Throws `IncompleteEnvironment` with all problems in one list. The list names variables and never their values,
 * because some of them are secrets.
 */
export function readConfig<C extends ServiceConfig>(
  schema: z.ZodType<C>,
  environment: Record<string, string | undefined>,
): C {
  const given = withoutEmpty(environment);
  const parsed = schema.safeParse(given);
  const issues = [...(parsed.error?.issues ?? []), ...halfCredentials(given)];
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

// A check inside the schema would not run while a variable is missing, and the list would come in two parts.
function halfCredentials(given: Record<string, string>): z.core.$ZodIssue[] {
  const [user, password] = ['KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const;
  if ((given[user] === undefined) === (given[password] === undefined)) return [];
  const missing = given[user] === undefined ? user : password;
  return [
    { code: 'custom', path: [missing], message: `${user} and ${password} come together`, input: undefined, params: {} },
  ];
}
