import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

/**
 * What a controller method answers with when all is well: this status, and JSON of this schema. OpenAPI shows both.
 *
 * The answer is not checked against the schema when it is sent. The schema describes JSON, so a time is `z.iso.datetime()`.
 */
export function Answers(status: number, schema: z.ZodType): MethodDecorator {
  return applyDecorators(HttpCode(status), ApiResponse({ status, standardSchema: schema }));
}
