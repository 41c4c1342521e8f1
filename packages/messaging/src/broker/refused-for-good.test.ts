import { describe, expect, test } from 'vitest';
import { kafkaNameIn, refusedForGood } from './refused-for-good.ts';

describe('an answer of Kafka', () => {
  test.each([
    ['MESSAGE_TOO_LARGE', 'yes'],
    ['TOPIC_AUTHORIZATION_FAILED', 'yes'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'if-topic-missing'],
    ['NOT_LEADER_OR_FOLLOWER', 'no'],
    ['NOT_ENOUGH_REPLICAS', 'no'],
    ['REQUEST_TIMED_OUT', 'no'],
    [undefined, 'no'],
  ])('%s is final: %s', (name, verdict) => {
    expect(refusedForGood(name)).toBe(verdict);
  });

  test.each([
    ['kafkajs', Object.assign(new Error(), { type: 'MESSAGE_TOO_LARGE' })],
    ['kafkajs, wrapped', new Error('', { cause: Object.assign(new Error(), { type: 'MESSAGE_TOO_LARGE' }) })],
    [
      '@platformatic/kafka, gathered',
      new AggregateError([new AggregateError([Object.assign(new Error(), { apiId: 'MESSAGE_TOO_LARGE' })])]),
    ],
  ])('is found as %s throws it', (_, error) => {
    expect(kafkaNameIn(error)).toBe('MESSAGE_TOO_LARGE');
  });

  test('is known where @platformatic/kafka says it in words', () => {
    expect(kafkaNameIn(new Error('Unknown topic garden.events.'))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  test('is not looked for in other errors', () => {
    expect(kafkaNameIn(new Error('ECONNREFUSED'))).toBeUndefined();
    expect(kafkaNameIn(Object.assign(new Error(), { type: 'system' }))).toBeUndefined();
  });
});
