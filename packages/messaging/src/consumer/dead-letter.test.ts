import { describe, expect, test } from 'vitest';
import { incoming } from '../../test/arrivals.ts';
import { grew } from '../../test/garden.ts';
import { deadLetterOf, type Death } from './dead-letter.ts';
import { idOfRecord } from './id-of-record.ts';

const oak = incoming(grew('oak', 1), 7n);
const death: Death = {
  topic: 'garden.events',
  partition: 2,
  consumer: 'library.diary',
  clusterId: 'one',
  reason: 'too-old',
  failure: { errorName: 'TreeUnknown', error: 'no oak', attempts: 9 },
  firstFailedAt: new Date('2026-11-24T10:00:00Z'),
  now: new Date('2026-11-25T10:00:01Z'),
};

describe('the copy of a dead letter', () => {
  test('is the record as it came, with what became of it', () => {
    expect(deadLetterOf(oak, death)).toEqual({
      topic: 'garden.events.library.diary.dlt',
      key: 'oak',
      headers: {
        ...oak.headers,
        dlt_id: idOfRecord({ ...death, topic: 'garden.events.library.diary.dlt', offset: 7n }),
        dlt_topic: 'garden.events',
        dlt_partition: '2',
        dlt_offset: '7',
        dlt_timestamp: '2026-11-24T10:00:00.000Z',
        dlt_consumer: 'library.diary',
        dlt_reason: 'too-old',
        dlt_attempts: '9',
        dlt_first_failure: '2026-11-24T10:00:00.000Z',
        dlt_last_failure: '2026-11-25T10:00:01.000Z',
        dlt_error: 'TreeUnknown: no oak',
      },
      value: oak.value,
    });
  });

  test('has its bytes untouched, whatever they are', () => {
    const value = Uint8Array.from([0, 255, 34]);
    expect(deadLetterOf({ ...oak, value }, death).value).toBe(value);
    const { value: none, headers } = deadLetterOf({ ...oak, value: null }, death);
    expect([none.byteLength, headers['dlt_no_value']]).toEqual([0, 'true']);
  });

  test('sets aside what no table keeps', () => {
    const strange = { ...oak, key: 'o\0k', headers: { ...oak.headers, ce_note: '\0', 'n\0te': 'x' } };
    const { key, headers } = deadLetterOf(strange, death);
    const read = (name: string) => Buffer.from(headers[name]!, 'base64').toString();
    expect([key, read('dlt_key_base64')]).toEqual(['', 'o\0k']);
    expect(JSON.parse(read('dlt_headers_base64'))).toEqual({ ce_note: '\0', 'n\0te': 'x' });
    expect(headers).toMatchObject(oak.headers);
    expect(headers).not.toHaveProperty('ce_note');
  });

  test('is made of a record of no time', () => {
    expect(deadLetterOf({ ...oak, timestamp: new Date(Number.NaN) }, death).headers['dlt_timestamp']).toBe('');
  });
});
