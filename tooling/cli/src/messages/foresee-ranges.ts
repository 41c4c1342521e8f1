import { foreseeReplay, type Broker, type Foreseen, type IncomingRecord, type ReplayRange } from '@holdfast/messaging';
import type { ServiceDatabases } from '../effects/service-databases.ts';

/** What a replay of some ranges would find. */
export interface ForeseenRanges extends Foreseen {
  /** Whether there is more than was looked at. */
  readonly isCut: boolean;
}

/** For whom the ranges are, and how many records are looked at in each. */
export interface Foreseeing {
  readonly service: string;
  readonly consumer: string;
  readonly types: ReadonlySet<string>;
  readonly most: number;
}

/** Looks at the records of the ranges, and asks the consumer's database what it knows of them. Changes nothing. */
export async function foreseeRanges(
  { broker, databases }: { broker: Pick<Broker, 'read'>; databases: Pick<ServiceDatabases, 'ask'> },
  ranges: readonly ReplayRange[],
  { service, consumer, types, most }: Foreseeing,
): Promise<ForeseenRanges> {
  let sum: ForeseenRanges = { messages: 0, known: 0, held: 0, isCut: false };
  for (const { topic, partition, from, to } of ranges) {
    let looked = 0;
    for (let at = from; at < to && looked < most;) {
      const { records, next } = await broker.read({ topic, partition }, { from: at, to });
      const found = await ask(records, { topic, partition });
      sum = plus(sum, { ...found, isCut: false });
      [at, looked] = [next, looked + Math.max(records.length, 1)];
      if (at < to && looked >= most) sum = { ...sum, isCut: true };
    }
  }
  return sum;

  async function ask(records: readonly IncomingRecord[], place: { topic: string; partition: number }) {
    const asked = await databases.ask(service, (database) =>
      foreseeReplay(database, { ...place, consumer, types }, records),
    );
    return asked === 'missing' ? { messages: 0, known: 0, held: 0 } : asked;
  }
}

function plus(one: ForeseenRanges, other: ForeseenRanges): ForeseenRanges {
  return {
    messages: one.messages + other.messages,
    known: one.known + other.known,
    held: one.held + other.held,
    isCut: one.isCut || other.isCut,
  };
}

/** The same in words. */
export function foreseenLine({ messages, known, held, isCut }: ForeseenRanges): string {
  const most = isCut ? 'Of those looked at, ' : '';
  const parked = held === 0 ? '' : `, ${held} left out because their keys are parked`;
  return `${most}${messages} are for this consumer: ${known} have had their effect${parked}.`;
}
