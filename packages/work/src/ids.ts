import { createHash } from 'node:crypto';
import { parse, stringify, v7, validate, version } from 'uuid';

/** A random UUIDv7, as every message has one. */
export function newMessageId(): string {
  return v7();
}

/**
 * A sequence of ids that follows from a consumed message: the time of its id, and for the rest a hash of the id, the
 * consumer and the place in the sequence. A consumer whose database was restored handles the message again and thereby
 * names the same things and says the same messages, which whoever has them already will drop.
 *
 * `at` stands in for the time of an id that has none, from a foreign producer; without it such an id is refused.
 */
export function idsDerivedFrom(consumedId: string, consumer: string, at?: Date): () => string {
  const time = timeOfId(consumedId) ?? at;
  if (!time) throw new IdWithoutTime(consumedId);
  let index = 0;
  return () =>
    uuidv7(
      time,
      createHash('sha256')
        .update(JSON.stringify([consumedId, consumer, index++]))
        .digest(),
    );
}

/** When an id was made, if it is a UUIDv7: milliseconds are part of it. */
export function timeOfId(id: string): Date | undefined {
  if (!validate(id) || version(id) !== 7) return undefined;
  return new Date(Buffer.from(parse(id)).readUIntBE(0, 6));
}

/** Ids can be derived only from an id that carries a time, or with the time beside it. */
export class IdWithoutTime extends Error {
  readonly code = 'id-without-time';
  readonly id: string;

  constructor(id: string) {
    super(`${id} is not a UUIDv7 and carries no time. Hand over the time of its message as well.`);
    this.id = id;
  }
}

function uuidv7(time: Date, randomness: Buffer): string {
  const bytes = Buffer.from(randomness.subarray(0, 16));
  bytes.writeUIntBE(time.getTime(), 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return stringify(bytes);
}
