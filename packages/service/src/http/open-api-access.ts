import type { OpenAPIObject } from '@nestjs/swagger';
import type { RouteFacts } from '../access/route-book.ts';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

/** A problem as an answer of an operation. */
export function problemAnswer(description: string): NonNullable<Operation['responses'][string]> {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

/** The document with what each operation asks of who uses it. What does not answer on the public listener is left out. */
export function withAccess(document: OpenAPIObject, routes: readonly RouteFacts[]): OpenAPIObject {
  const shown = routes.filter(({ surface }) => surface === 'public');
  const paths = Object.entries(document.paths).flatMap(([path, item]) => {
    const here = shown.filter((route) => templateOf(route.path) === path);
    return here.length === 0 ? [] : [[path, itemWithAccess(item, here)] as const];
  });
  const components = { ...document.components, securitySchemes: { token } };
  return { ...document, components, paths: Object.fromEntries(paths) };
}

const token = {
  type: 'http' as const,
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: '`sub` is who asks, and `roles` what he may do.',
};

function itemWithAccess(item: PathItem, routes: readonly RouteFacts[]): PathItem {
  const operations = methods.flatMap((method) => {
    const operation = item[method];
    const access = routes.find((route) => route.method.toLowerCase() === method)?.access;
    return operation === undefined || access === undefined ? [] : [[method, operationWithAccess(operation, access)]];
  });
  return { ...item, ...Object.fromEntries(operations) };
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

function operationWithAccess(operation: Operation, access: RouteFacts['access']): Operation {
  if (access === 'public') return operation;
  const { default: others, ...planned } = operation.responses;
  const responses = {
    ...planned,
    401: problemAnswer('There is no token, or it is not accepted.'),
    403: problemAnswer(sentenceOf(access)),
    ...(others && { default: others }),
  };
  return { ...operation, responses, security: [{ token: [] }] };
}

function sentenceOf(access: 'denied' | readonly string[]): string {
  if (access === 'denied') return 'Nobody may use this.';
  return `The token has none of the roles that may use this: ${access.join(', ')}.`;
}

/** `/v1/ponds/:pond` of the router is `/v1/ponds/{pond}` of the document. */
function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}
