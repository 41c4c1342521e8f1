import { StandardSchemaValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { plainMessage } from '../plain-message.ts';
import { emptyBody } from './problem-of.ts';
import { Refusal, type ProblemAt } from './problem.ts';

const codes = { body: 'invalid-body', query: 'invalid-query', param: 'invalid-path' } as const;
type Source = keyof typeof codes;

/**
 * Checks every `@Body`, `@Query` and `@Param` against its schema and refuses with 400, naming each wrong place.
 * That each of them has a schema is checked at start, by `unvalidatedInputs`.
 */
export class InputValidation implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (!isSource(metadata.type)) return value;
    const refuse = refusalFor(metadata.type, metadata.data);
    // Without a content type no parser runs, so nobody before this has seen that there is no body.
    const exceptionFactory = metadata.type === 'body' && value === undefined ? emptyBody : refuse;
    return new StandardSchemaValidationPipe({ exceptionFactory }).transform(value, metadata);
  }
}

/** Something that the schema found, in the form that zod and other libraries share. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Every place that is wrong, one entry each: an object with three unknown fields makes three. */
function problemsOf(issues: readonly Issue[], prefix: readonly PropertyKey[] = []): ProblemAt[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...(issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))];
    return placesOf(issue, path).map((place) => ({ path: z.core.toDotPath(place), message: messageOf(issue) }));
  });
}

function placesOf(issue: Issue, path: readonly PropertyKey[]): PropertyKey[][] {
  return isUnknownFields(issue) ? issue.keys.map((key) => [...path, key]) : [[...path]];
}

function messageOf(issue: Issue): string {
  return isUnknownFields(issue) ? 'this field is not known here' : plainMessage(issue);
}

function isUnknownFields(issue: Issue): issue is Issue & { keys: readonly string[] } {
  return 'code' in issue && issue.code === 'unrecognized_keys' && 'keys' in issue && Array.isArray(issue.keys);
}

function refusalFor(source: Source, name: string | undefined): (issues: readonly Issue[]) => Refusal {
  return (issues) => {
    const problems = problemsOf(issues, name === undefined ? [] : [name]);
    return new Refusal(codes[source], 400, sentence(source, problems.length), { problems });
  };
}

function sentence(source: Source, count: number): string {
  const where = { body: 'body', query: 'query string', param: 'path' }[source];
  return `The ${where} has ${count === 1 ? 'one problem' : `${count} problems`}; "problems" names each place.`;
}

function isSource(type: string): type is Source {
  return type in codes;
}
