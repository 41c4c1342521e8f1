import type { MemoryConsumerBackup } from '@holdfast/messaging/testing';
import { idOfEvent, place, recordOf, type Logged } from './place-log.ts';

/** A database in which the first records are parked, as an owner that is gone has left it. The first of each key is due. */
export function parkedAlready(consumer: string, log: readonly Logged[]): MemoryConsumerBackup {
  const parked = log.map((logged, at) => {
    const { value, ...kept } = recordOf(logged, at);
    const isFirst = log.findIndex(({ key }) => key === logged.key) === at;
    return {
      ...kept,
      value: value!,
      ...place,
      consumer,
      messageId: idOfEvent(logged.event),
      attempts: isFirst ? 1 : 0,
      nextAt: isFirst ? 0 : undefined,
      state: 'waiting' as const,
    };
  });
  const position = { ...place, consumer, token: 'gone', nextOffset: BigInt(log.length), clusterId: 'memory' };
  return { positions: [position], seen: [], parked, replays: [], copies: [], audited: [] };
}
