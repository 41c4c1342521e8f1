import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import { z } from 'zod';
import { loosePlaces } from './loose-places.ts';
import { methodsOf } from './methods-of.ts';

const watched: Readonly<Record<number, string>> = {
  [RouteParamtypes.BODY]: '@Body',
  [RouteParamtypes.QUERY]: '@Query',
  [RouteParamtypes.PARAM]: '@Param',
  [RouteParamtypes.RAW_BODY]: '@RawBody',
  [RouteParamtypes.FILE]: '@UploadedFile',
  [RouteParamtypes.FILES]: '@UploadedFiles',
};

interface Argument {
  readonly data?: unknown;
  readonly schema?: unknown;
}

/**
 * What a controller would take unchecked, one sentence each: an input without a schema, a body schema that drops
 * unknown fields, a single field picked out of a body. Nest accepts all of them without a word.
 */
export function unvalidatedInputs(controller: Type): string[] {
  return methodsOf(controller).flatMap((method) =>
    argumentsOf(controller, method).flatMap(([decorator, argument]) =>
      reasonsAgainst(decorator, argument).map((reason) => `${decorator} of ${controller.name}.${method} ${reason}`),
    ),
  );
}

function reasonsAgainst(decorator: string, { data, schema }: Argument): string[] {
  if (decorator.startsWith('@Uploaded') || decorator === '@RawBody')
    return ['is not checked by anything. Take @Body({ schema }).'];
  if (schema === undefined)
    return [`has no schema, so anything would be accepted. Write ${decorator}({ schema: z.strictObject({ … }) }).`];
  if (!(schema instanceof z.core.$ZodType))
    return ['has a schema that is not zod, so it is not known what it lets through. Write it with zod.'];
  return decorator === '@Body' ? reasonsAgainstBody(data, schema) : [];
}

function reasonsAgainstBody(data: unknown, schema: z.core.$ZodType): string[] {
  if (data !== undefined)
    return [
      'takes one field and would ignore all others. Take the whole body: @Body({ schema: z.strictObject({ … }) }).',
    ];
  const places = loosePlaces(schema);
  if (places.length === 0) return [];
  const where = places.map((place) => (place === '' ? 'the body itself' : `\`${place}\``)).join(', ');
  return [`drops fields that it does not know, at ${where}. Write z.strictObject there, which refuses them.`];
}

function argumentsOf(controller: object, method: string): [decorator: string, argument: Argument][] {
  const all = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, Argument>;
  return Object.entries(all).flatMap(([key, argument]) => {
    const decorator = watched[Number.parseInt(key, 10)];
    return decorator === undefined || key.includes('__customRouteArgs__') ? [] : [[decorator, argument]];
  });
}
