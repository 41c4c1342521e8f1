import { messageOfError } from '@holdfast/work';
import type { Failure } from './consumer-store.ts';
import { keepable } from './keepable.ts';

/** What is kept of an error: its class, and a text of bounded length that quotes no row and that any table can hold. */
export function failureOf(error: unknown, attempts: number): Failure {
  return { errorName: nameOf(error), error: keepable(messageOfError(error).slice(0, longest)), attempts };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error.name === 'Error' ? error.constructor.name : error.name;
}

const longest = 500;
