import { decode, encode, typeOf, messageOf, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import type { Until } from '@holdfast/work';
import { handlersOf } from '../nest/on.ts';

/**
 * Hands a message to the `@On` and `@OnBatch` methods of a consumer as it would arrive: through bytes, cut to what each one
 * needs. Answers with what they returned. Throws if none of them takes it.
 *
 * A deadline that is over by the scope's `now` hands it to the method that is named as `tooLate`.
 */
export async function deliver<M extends AnyMessage>(
  consumer: object,
  message: M,
  data: DataOf<M>,
  scope: unknown,
  until?: Until,
): Promise<unknown[]> {
  const bytes = encode(message, data);
  const taking = handlersOf([consumer]).filter(({ need }) => typeOf(messageOf(need)) === typeOf(message));
  if (taking.length === 0) throw new Error(`${consumer.constructor.name} has no @On method for ${typeOf(message)}.`);
  const answers: unknown[] = [];
  for (const handler of taking) {
    const read = decode(handler.need, bytes);
    if (handler.tooLate && isOver(until, scope)) answers.push(await handler.tooLate(read, scope));
    else answers.push(await handler.run(handler.isForBatches ? [read] : read, scope));
  }
  return answers;
}

function isOver(until: Until | undefined, scope: unknown): boolean {
  const { now } = scope as { readonly now?: Date };
  return until !== undefined && now !== undefined && until.deadline <= now;
}
