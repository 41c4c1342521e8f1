import { expect, test } from 'vitest';
import { cloudEventOf, headersOf, NoCloudEvent, type CloudEvent } from './cloud-event.ts';

const event: CloudEvent = {
  id: '019a7a14-55c1-7e7b-9a8a-7c1f0a7d2b11',
  source: '/garden',
  type: 'garden.tree-grew.v1',
  subject: 'oak',
  time: new Date('2026-11-24T10:00:00Z'),
  correlationId: 'walk',
  causationId: '019a7a14-0000-7e7b-9a8a-7c1f0a7d2b11',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};
const value = new Uint8Array();

test('an event is written in the binary mode of CloudEvents', () => {
  expect(headersOf(event)).toEqual({
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: '/garden',
    ce_type: 'garden.tree-grew.v1',
    ce_subject: 'oak',
    ce_time: '2026-11-24T10:00:00.000Z',
    ce_correlationid: 'walk',
    ce_causationid: event.causationId,
    'content-type': 'application/json',
    traceparent: event.traceparent,
  });
});

test('an event that was written can be read', () => {
  expect(cloudEventOf({ headers: headersOf(event), value })).toEqual(event);
});

test('an event of somebody who knows nothing of correlation and traces can be read', () => {
  const { ce_correlationid: _, ce_causationid: __, traceparent: ___, ce_subject: ____, ...headers } = headersOf(event);
  const { causationId: _____, ...rest } = event;
  expect(cloudEventOf({ headers, value })).toEqual({ ...rest, correlationId: event.id, subject: '', traceparent: '' });
});

test('anything else is refused with all that is wrong with it', () => {
  const read = () => cloudEventOf({ headers: { ce_id: '17', ce_time: 'noon' }, value: null });
  expect(read).toThrow(NoCloudEvent);
  expect(read).toThrow(
    'This record is no CloudEvent: it has no ce_source, it has no ce_type, its ce_id 17 is no UUID, its ce_time is no time, it has no value.',
  );
});
