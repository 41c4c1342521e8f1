import { decode, encode, typeOf, messageOf, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import { handlersOf } from '../nest/on.ts';

/**
 * Hands a message to the `@On` and `@OnBatch` methods of a consumer as it would arrive: through bytes, cut to what each one
 * needs, and in time. Answers with what they returned. Throws if none of them takes it.
 */
export async function deliver<M extends AnyMessage>(
  consumer: object,
  message: M,
  data: DataOf<M>,
  scope: unknown,
): Promise<unknown[]> {
  const bytes = encode(message, data);
  const taking = handlersOf([consumer]).filter(({ need }) => typeOf(messageOf(need)) === typeOf(message));
  if (taking.length === 0) throw new Error(`${consumer.constructor.name} has no @On method for ${typeOf(message)}.`);
  const answers: unknown[] = [];
  for (const handler of taking) {
    const read = decode(handler.need, bytes);
    answers.push(await handler.run(handler.isForBatches ? [read] : read, scope));
  }
  return answers;
}
