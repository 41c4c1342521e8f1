import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Once } from '@holdfast/work';
import type { FastifyRequest } from 'fastify';
import { stringify } from 'safe-stable-stringify';
import { Refusal } from './problem.ts';

const NAME = 'Idempotency-Key';
const longest = 255;
const printable = /^[\x21-\x7e]+$/;

/**
 * The `Idempotency-Key` header and a hash of what was asked, for `work.run(…, { once })`.
 *
 * A request without the header is refused with 400 `idempotency-key-missing`, one with a key that is not 1 to 255
 * printable characters with 400 `idempotency-key-invalid`. OpenAPI shows the header as required.
 */
export const IdempotencyKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => onceOf(context.switchToHttp().getRequest<FastifyRequest>()),
  [documented],
);

/** Reads the key from a request and hashes what was asked. */
function onceOf(request: Pick<FastifyRequest, 'headers' | 'body' | 'params' | 'query'>): Once {
  return { key: keyOf(request.headers['idempotency-key']), bodyHash: hashOf(request) };
}

function keyOf(header: string | string[] | undefined): string {
  if (header === undefined || header === '') {
    throw new Refusal(
      'idempotency-key-missing',
      400,
      `This request needs the header ${NAME}: any text that names it, for example a UUID.`,
    );
  }
  if (typeof header !== 'string' || header.length > longest || !printable.test(header)) {
    throw new Refusal(
      'idempotency-key-invalid',
      400,
      `${NAME} is one value of 1 to ${longest} printable characters without blanks.`,
    );
  }
  return header;
}

// Sorted keys, because two clients may write the same thing in another order. Path and query belong to what was
// asked: without them one key could repeat the answer about another thing.
function hashOf({ body, params, query }: Pick<FastifyRequest, 'body' | 'params' | 'query'>): string {
  const canonical = stringify({ body, params, query }) ?? '';
  return createHash('sha256').update(canonical).digest('hex');
}

function documented(target: object, key: string | symbol | undefined): void {
  const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key === undefined || method === undefined) return;
  const description = 'Names this request, so that sending it again does not do it again.';
  const schema = { type: 'string' as const, minLength: 1, maxLength: longest };
  ApiHeader({ name: NAME, required: true, description, schema })(target, key, method);
}
