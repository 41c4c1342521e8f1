import { ByteReader } from './byte-reader.ts';

/** What stands before every request. */
export interface RequestHead {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string;
}

/** The records of one partition in one Produce request. */
export interface PartOfProduce {
  /** Its name, or its id in newer versions of the request. */
  readonly topic: string;
  readonly partition: number;
  readonly batches: number;
  readonly keys: readonly string[];
  /** Their values, which are numbers. */
  readonly numbers: readonly number[];
}

export interface ProduceRequest {
  readonly acks: number;
  readonly parts: readonly PartOfProduce[];
}

export const produceKey = 0;

export function headOf(reader: ByteReader): RequestHead {
  const head = { apiKey: reader.int16(), apiVersion: reader.int16(), correlationId: reader.int32() };
  return { ...head, clientId: reader.text(reader.int16()) };
}

/** The rest of a Produce request; from version 9 on lengths are shorter, from 13 on topics have ids. */
export function produceOf(reader: ByteReader, version: number): ProduceRequest {
  const form = formOf(reader, version);
  form.endOfPart();
  reader.text(form.textLength()); // the transactional id
  const acks = reader.int16();
  reader.int32(); // the timeout
  const parts = form.each(() => {
    const topic = form.topic();
    const ofTopic = form.each((): PartOfProduce => {
      const partition = reader.int32();
      const part = { topic, partition, ...recordsIn(reader.bytes(form.bytesLength())) };
      form.endOfPart();
      return part;
    });
    form.endOfPart();
    return ofTopic;
  });
  return { acks, parts: parts.flat() };
}

/** Where the error of the first partition stands in the answer to a Produce request. */
export function errorIn(answer: Buffer, version: number): number {
  const reader = new ByteReader(answer, 8);
  const form = formOf(reader, version);
  form.endOfPart();
  form.arrayLength();
  form.topic();
  form.arrayLength();
  reader.int32();
  return reader.at;
}

function formOf(reader: ByteReader, version: number) {
  const compact = version >= 9;
  const length = (plain: () => number) => (compact ? reader.unsignedVarint() - 1 : plain());
  const arrayLength = () => length(() => reader.int32());
  const textLength = () => length(() => reader.int16());
  return {
    arrayLength,
    textLength,
    bytesLength: arrayLength,
    topic: () => (version >= 13 ? reader.bytes(16).toString('hex') : reader.text(textLength())),
    each: <T>(one: () => T): T[] => Array.from({ length: arrayLength() }, one),
    endOfPart: () => void (compact && reader.skipTags()),
  };
}

/** Record batches of the format that is in use since Kafka 0.11, not compressed. */
function recordsIn(bytes: Buffer): Pick<PartOfProduce, 'batches' | 'keys' | 'numbers'> {
  const reader = new ByteReader(bytes);
  const records: { key: string; value: string }[] = [];
  let batches = 0;
  for (; reader.left > 0; batches += 1) {
    reader.skip(57); // everything up to the count of records
    for (let count = reader.int32(); count > 0; count -= 1) records.push(recordIn(reader));
  }
  return { batches, keys: records.map(({ key }) => key), numbers: records.map(({ value }) => Number(value)) };
}

function recordIn(reader: ByteReader): { key: string; value: string } {
  const length = reader.varint();
  const end = reader.at + length;
  reader.int8(); // its attributes
  reader.varint(); // its time
  reader.varint(); // its offset
  const key = reader.text(reader.varint());
  const value = reader.text(reader.varint());
  reader.at = end;
  return { key, value };
}
