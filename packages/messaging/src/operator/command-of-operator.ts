import { encode, subjectOf, topicOf, typeOf, type Command, type DataOf } from '@holdfast/contract-kit';
import { newTraceparent } from '@holdfast/telemetry';
import { newMessageId } from '@holdfast/work';
import type { OutgoingRecord } from '../broker/broker.ts';
import { headersOf } from '../outbox/cloud-event.ts';
import { expires } from '../consumer/handler.ts';
import { operatorSource, type Operator } from './operator.ts';

/** A command that a person sends, ready for a broker, and what it can be found by later. */
export interface CommandOfOperator {
  readonly id: string;
  readonly record: OutgoingRecord;
}

/**
 * The record of a command that an operator sends: the receiver's audit row names them and says why. It goes past every
 * outbox, so nothing sends it again: whoever gets no acknowledgement does not know whether it was sent. Throws
 * InvalidMessage for data that do not fit the contract, and {@link NobodyAsks} without a name or a reason. A command that
 * expires is of use for a minute, unless another deadline is given: a person waits for what becomes of it.
 */
export function commandOfOperator<C extends Command>(
  command: C,
  data: DataOf<C>,
  operator: Operator,
  { now = new Date(), deadline = deadlineOf(command, now) }: Timing = {},
): CommandOfOperator {
  const [name, because] = [operator.name.trim(), operator.because.trim()];
  if (name === '' || because === '') throw new NobodyAsks();
  const value = encode(command, data);
  const [id, subject] = [newMessageId(), subjectOf(command, data)];
  const headers = headersOf({
    id,
    source: operatorSource,
    type: typeOf(command),
    subject,
    time: now,
    correlationId: id,
    traceparent: newTraceparent(),
    operator: { name, because },
    ...(deadline && { deadline }),
  });
  return { id, record: { topic: topicOf(command), key: subject, headers, value } };
}

interface Timing {
  readonly now?: Date;
  readonly deadline?: Date | undefined;
}

const usefulMs = 60_000;

function deadlineOf(command: Command, now: Date): Date | undefined {
  return expires(command) ? new Date(now.getTime() + usefulMs) : undefined;
}

/** A command of an operator says who sends it and why, or is not sent. */
export class NobodyAsks extends Error {
  readonly code = 'nobody-asks';

  constructor() {
    super('Who sends this, and why, is kept by the service that receives it: neither may be blank.');
  }
}
