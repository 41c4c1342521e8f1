import { describe, expect, test } from 'vitest';
import { eventually } from '@holdfast/testkit';
import { aReceiver } from './a-receiver.ts';
import { aWorld, secrets } from './a-world.ts';
import { aCapture, euros } from './some-requests.ts';

const quick = { webhookDelayMs: 0, webhookFirstRetryMs: 5, webhookLongestRetryMs: 20 };
const options = { now: () => new Date(), timing: quick };
type Receiver = Awaited<ReturnType<typeof aReceiver>>;

function aToldWorld(receiver: Pick<Receiver, 'url'>, more: Parameters<typeof aWorld>[0] = {}) {
  const world = aWorld({ ...options, ...more });
  const capture = (key: string, fields: Partial<typeof aCapture> = {}) =>
    world.act('/card-provider/captures', key, { ...aCapture, ...fields, notifyUrl: receiver.url });
  return { ...world, capture, webhooks: async () => (await world.get('/webhooks')).body.webhooks };
}

const toHave = ({ received }: Receiver, count: number) =>
  eventually(() => received.length, { what: `${count} webhooks`, until: (seen) => seen === count });
const keysOf = ({ received }: Receiver) => received.map(({ body }) => body['idempotencyKey']);

describe('a webhook', () => {
  test('tells of a capture, with the secret', async () => {
    const receiver = await aReceiver();
    const { capture } = aToldWorld(receiver);
    const { captureId } = (await capture('key-1')).body;
    await toHave(receiver, 1);
    expect(receiver.received).toEqual([
      {
        authorization: `Bearer ${secrets['card-provider']}`,
        body: {
          event: 'captured',
          reference: 'order-1',
          idempotencyKey: 'key-1',
          captureId,
          amount: aCapture.amount,
          eventId: expect.any(String),
        },
      },
    ]);
  });

  test('tells of a decline and of a refund', async () => {
    const receiver = await aReceiver();
    const world = aToldWorld(receiver);
    await world.capture('key-1', { cardToken: 'tok_declined' });
    await toHave(receiver, 1);
    const { captureId } = (await world.capture('key-2')).body;
    await toHave(receiver, 2);
    const refund = { reference: 'order-1', captureId, amount: euros(10), notifyUrl: receiver.url };
    const { refundId } = (await world.act('/card-provider/refunds', 'key-3', refund)).body;
    await toHave(receiver, 3);
    expect(receiver.received[0]?.body).toMatchObject({ event: 'declined', reason: 'card-declined' });
    expect(receiver.received[2]?.body).toMatchObject({ event: 'refunded', refundId, captureId, amount: euros(10) });
  });

  test('is not written for a repeat, nor for a refusal, nor where nobody wants it', async () => {
    const world = aToldWorld({ url: 'http://127.0.0.1:9/never' });
    await world.capture('key-1');
    await world.capture('key-1');
    await world.act('/card-provider/captures', 'key-2', aCapture);
    await world.cancel('card-provider', 'key-3');
    await world.capture('key-3');
    expect(await world.webhooks()).toHaveLength(1);
  });

  test('is sent again until it is received, also by a receiver that was away', async () => {
    const receiver = await aReceiver();
    receiver.behaviour.status = 500;
    const world = aToldWorld(receiver);
    await world.capture('key-1');
    await eventually(() => receiver.received.length >= 2, { what: 'two attempts' });
    await receiver.close();
    await eventually(async () => (await world.webhooks())[0].problem.includes('ECONNREFUSED'), { what: 'a refusal' });
    const back = await aReceiver(receiver.port);
    await toHave(back, 1);
    const [sent] = await eventually(world.webhooks, { what: 'sent', until: ([{ state }]) => state === 'sent' });
    expect(sent).toMatchObject({ problem: null });
    expect(back.received[0]?.body.eventId).toBe(receiver.received[0]?.body.eventId);
  });

  test('is given up in the end', async () => {
    const receiver = await aReceiver();
    receiver.behaviour.status = 404;
    const world = aToldWorld(receiver, { timing: { ...quick, webhookAttempts: 3 } });
    await world.capture('key-1');
    const [last] = await eventually(world.webhooks, { what: 'given up', until: ([{ state }]) => state === 'given-up' });
    expect(last).toMatchObject({ attempts: 3, problem: 'answered with 404' });
    expect(receiver.received).toHaveLength(3);
  });

  test('that waits is sent after a restart', async () => {
    const receiver = await aReceiver();
    receiver.behaviour.status = 503;
    const world = aToldWorld(receiver);
    await world.capture('key-1');
    await eventually(() => receiver.received.length >= 1, { what: 'an attempt' });
    const next = await world.restart();
    receiver.behaviour.status = 204;
    receiver.received.length = 0;
    await next.listen({ port: 0, host: '127.0.0.1' });
    await toHave(receiver, 1);
    await eventually(world.webhooks, { what: 'sent', until: ([{ state }]) => state === 'sent' });
    expect(keysOf(receiver)).toEqual(['key-1']);
  });

  test('is tried again if its receiver does not answer in time', async () => {
    const receiver = await aReceiver();
    receiver.behaviour.status = 'silent';
    const world = aToldWorld(receiver, { timing: { ...quick, webhookTimeoutMs: 30 } });
    await world.capture('key-1');
    const [tried] = await eventually(world.webhooks, { what: 'tried', until: ([{ attempts }]) => attempts > 0 });
    expect(tried).toMatchObject({ state: 'waiting', problem: expect.stringContaining('timeout') });
    receiver.behaviour.status = 204;
    await eventually(world.webhooks, { what: 'sent', until: ([{ state }]) => state === 'sent' });
  });

  test('that is under way when the world ends is broken off, and waits for the next one', async () => {
    const receiver = await aReceiver();
    receiver.behaviour.status = 'silent';
    const world = aToldWorld(receiver);
    await world.capture('key-1');
    await toHave(receiver, 1);
    await world.restart();
    expect(await world.webhooks()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });

  test('that is not due yet when the world ends is there for the next one', async () => {
    const receiver = await aReceiver();
    const world = aToldWorld(receiver, { timing: { ...quick, webhookDelayMs: 60_000 } });
    await world.capture('key-1');
    await world.restart();
    expect(await world.webhooks()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    expect(receiver.received).toEqual([]);
  });
});

describe('the webhook switches', () => {
  test('send late', async () => {
    const receiver = await aReceiver();
    const world = aToldWorld(receiver);
    await world.put('/faults/card-provider', { webhook: { delayMs: 80 } });
    const begun = performance.now();
    await world.capture('key-1');
    await toHave(receiver, 1);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(79);
  });

  test('send twice, and it can be seen that it is the same event', async () => {
    const receiver = await aReceiver();
    const world = aToldWorld(receiver);
    await world.put('/faults/card-provider', { webhook: { twice: true }, times: 1 });
    await world.capture('key-1');
    await toHave(receiver, 2);
    expect(new Set(receiver.received.map(({ body }) => body.eventId)).size).toBe(1);
    await world.capture('key-2');
    await toHave(receiver, 3);
    expect(await world.ledger('card-provider')).toHaveLength(2);
  });

  test('send out of order: one waits until a later one was received', async () => {
    const receiver = await aReceiver();
    const world = aToldWorld(receiver);
    await world.put('/faults/card-provider', { webhook: { outOfOrder: true } });
    await world.capture('key-1');
    expect(await world.webhooks()).toMatchObject([{ held: true, state: 'waiting' }]);
    await world.capture('key-2');
    await toHave(receiver, 2);
    expect(keysOf(receiver)).toEqual(['key-2', 'key-1']);
    await world.capture('key-3');
    await world.capture('key-4');
    await toHave(receiver, 4);
    expect(keysOf(receiver).slice(2)).toEqual(['key-4', 'key-3']);
  });

  test('hold one out of order only for a while, if none comes later', async () => {
    const receiver = await aReceiver();
    const world = aToldWorld(receiver, { timing: { ...quick, webhookHeldMs: 30 } });
    await world.put('/faults/card-provider', { webhook: { outOfOrder: true } });
    await world.capture('key-1');
    await toHave(receiver, 1);
    expect(await world.webhooks()).toHaveLength(1);
  });

  test('send none', async () => {
    const receiver = await aReceiver();
    const world = aToldWorld(receiver);
    await world.put('/faults/card-provider', { webhook: { off: true }, times: 1 });
    await world.capture('key-1');
    await world.capture('key-2');
    await toHave(receiver, 1);
    expect(keysOf(receiver)).toEqual(['key-2']);
    expect(await world.webhooks()).toHaveLength(1);
  });
});
