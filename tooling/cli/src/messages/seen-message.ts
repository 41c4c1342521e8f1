import { cloudEventOf, type TailedRecord } from '@holdfast/messaging';

/** What is known of a record that passes by. Of one that is no message of this system, its headers and what is wrong. */
export interface SeenMessage {
  /** ISO 8601; when it was said. */
  readonly time?: string;
  readonly topic: string;
  readonly partition: number;
  /** As text: it may be larger than JSON's numbers. */
  readonly offset: string;
  readonly id?: string;
  readonly type?: string;
  readonly source?: string;
  readonly subject?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Who sent it by hand, and why. */
  readonly by?: string;
  readonly because?: string;
  /** Of a dead letter: the headers that say where it lay and what went wrong. */
  readonly deadLetter?: Readonly<Record<string, string>>;
  readonly problem?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text where it is no JSON, and null for a tombstone. */
  readonly data: unknown;
}

/** Reads a record without believing anything of it. */
export function seenMessage(record: TailedRecord): SeenMessage {
  const { topic, partition, offset, headers, value } = record;
  const where = { topic, partition, offset: String(offset) };
  const data = dataIn(value);
  const death = Object.entries(headers).filter(([name]) => name.startsWith('dlt_'));
  try {
    const { id, type, source, subject, time, correlationId, causationId, operator } = cloudEventOf(record);
    return {
      time: time.toISOString(),
      ...where,
      id,
      type,
      source,
      subject,
      correlationId,
      ...(causationId !== undefined && { causationId }),
      ...(operator && { by: operator.name, because: operator.because }),
      ...(death.length > 0 && { deadLetter: Object.fromEntries(death) }),
      data,
    };
  } catch (error) {
    return { ...where, problem: (error as Error).message, headers, data };
  }
}

function dataIn(value: Uint8Array | null): unknown {
  if (value === null) return null;
  const text = new TextDecoder().decode(value);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
