import { TopicMissing } from '@holdfast/messaging';
import { MemoryBroker } from '@holdfast/messaging/testing';
import { describe, expect, test } from 'vitest';
import { answeringLog, KafkaSilent } from './answering-log.ts';

const place = { topic: 'garden.events', partition: 0 };

describe('a log that answers or is given up', () => {
  test('answers as the broker does', async () => {
    const log = answeringLog(new MemoryBroker({ partitions: 3 }), 1_000);
    expect(await log.range(place)).toEqual({ first: 0n, next: 0n });
  });

  const failing = (error: Error) => {
    const fail = async () => {
      throw error;
    };
    return answeringLog({ topic: fail, range: fail, read: fail }, 1_000);
  };

  test('says in a sentence that the broker cannot be reached', async () => {
    const log = failing(new Error('connect ECONNREFUSED 127.0.0.1:9092'));
    for (const asked of [log.topic('garden.events'), log.range(place), log.read(place, { from: 0n, to: 1n })])
      await expect(asked).rejects.toMatchObject({
        code: 'kafka-silent',
        message: expect.stringContaining('(connect ECONNREFUSED 127.0.0.1:9092), so nothing was changed.'),
      });
  });

  test('is not waited for without end', async () => {
    const never = () => new Promise<never>(() => {});
    const log = answeringLog({ topic: never, range: never, read: never }, 5);
    await expect(log.range(place)).rejects.toBeInstanceOf(KafkaSilent);
  });

  test('that has no such topic says that', async () => {
    await expect(failing(new TopicMissing('garden.events')).topic('garden.events')).rejects.toBeInstanceOf(
      TopicMissing,
    );
  });
});
