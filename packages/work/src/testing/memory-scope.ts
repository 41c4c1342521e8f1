import { encode, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import type { Actor } from '../call.ts';
import { idsDerivedFrom } from '../ids.ts';
import { Intending } from '../intending.ts';
import type { Intended } from '../intent-writer.ts';
import type { Scope, Until, UntilOf, WritingScope } from '../scope.ts';

/** What was said in a memory scope. */
export interface Published {
  readonly message: AnyMessage;
  readonly data: unknown;
  /** Of a message that expires. */
  readonly deadline?: Date;
}

/** What was asked of the outside in a memory scope. */
export type Asked = Omit<Intended, 'call'>;

/** Somebody, where it does not matter who. */
export const anActor: Actor = { id: 'somebody', roles: [] };

const aTime = new Date('2026-01-01T00:00:00Z');

/**
 * A scope on memory stores, for tests: what a use case says is in `published`, what it asks of the outside in `intended`, in sequence. Data that does not fit its
 * contract throws, as it does in a real scope. Ids and time are the same in every test: `now` is the first second of
 * 2026 unless another is given.
 */
export function memoryScope<Parts extends object>(
  parts: Parts,
  as: Actor = anActor,
  now: Date = aTime,
): Scope<Parts> & { readonly published: readonly Published[]; readonly intended: readonly Asked[] } {
  const published: Published[] = [];
  const publish = <M extends AnyMessage>(message: M, data: DataOf<M>, ...until: UntilOf<M>) => {
    encode(message, data);
    published.push({ message, data: structuredClone(data), ...(until as readonly Until[])[0] });
  };
  const intending = new Intending({ actor: as, correlationId: 'memory', traceparent: '' });
  const intended: Asked[] = [];
  const intend: WritingScope['intend'] = (effect, intent) => {
    intending.intend(effect, intent);
    const { call: _call, ...asked } = intending.intended.at(-1)!;
    intended.push(asked);
  };
  const newId = idsDerivedFrom('memory', 'scope', aTime);
  return { ...parts, now, actor: as, newId, publish, published, intend, intended };
}
