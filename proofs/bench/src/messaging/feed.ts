import { randomUUID } from 'node:crypto';
import { encode, topicOf, typeOf } from '@holdfast/contract-kit';
import type { Broker, IncomingRecord, Membership } from '@holdfast/messaging';
import { newMessageId } from '@holdfast/work';
import { note, TreeGrew } from './tree-grew.ts';

/** A broker that has these records in one place and hands them out as quickly as they are taken: what remains is ours. */
export function feed(records: readonly IncomingRecord[], handled: () => void): Broker {
  const place = { topic: topicOf(TreeGrew), partition: 0 };
  const clusterId = randomUUID();
  const broker: Pick<Broker, 'join' | 'range' | 'clusterId' | 'topic'> = {
    clusterId: async () => clusterId,
    range: async () => ({ first: 0n, next: BigInt(records.length) }),
    topic: async () => ({ partitions: 1 }),
    join: (_group, reader): Membership => {
      let isOver = false;
      const pump = async (offset: bigint): Promise<void> => {
        let from = offset;
        while (!isOver && from < records.length) {
          const some = records.slice(Number(from), Number(from) + 1_000);
          const to = from + BigInt(some.length);
          const batch = {
            ...place,
            from,
            to,
            records: some,
            isStale: () => isOver,
            acknowledge: async () => undefined,
          };
          if ((await reader.batch(batch)) === 'unfinished') return;
          from = to;
        }
        if (!isOver) handled();
      };
      setImmediate(() => reader.assigned([place]));
      return {
        isMember: true,
        trouble: undefined,
        readFrom: (_place, offset) => void pump(offset),
        hold: () => undefined,
        leave: async () => void (isOver = true),
      };
    },
  };
  // The rest is not asked for while nothing fails and nothing is replayed.
  return broker as Broker;
}

export function recordsOf(count: number): IncomingRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const treeId = `tree-${n % 1_000}`;
    const timestamp = new Date();
    const headers = {
      ce_specversion: '1.0',
      ce_id: newMessageId(),
      ce_source: '/garden',
      ce_type: typeOf(TreeGrew),
      ce_subject: treeId,
      ce_time: timestamp.toISOString(),
      // Every tenth is one that is recorded.
      traceparent: `00-${'4b'.repeat(16)}-${'0f'.repeat(8)}-${n % 10 === 0 ? '01' : '00'}`,
      'content-type': 'application/json',
    };
    return { offset: BigInt(n), key: treeId, timestamp, headers, value: encode(TreeGrew, { treeId, number: n, note }) };
  });
}
