import { describe, expect, test } from 'vitest';
import { aWorld } from './a-world.ts';
import { aCapture, aMessage, euros } from './some-requests.ts';

const captures = '/card-provider/captures';
const hoursMs = 60 * 60_000;

describe('a call that is repeated with its key', () => {
  test('gets the first answer again and does nothing', async () => {
    const world = aWorld();
    const first = await world.act(captures, 'key-1', aCapture);
    expect(await world.act(captures, 'key-1', aCapture)).toEqual(first);
    expect(await world.ledger('card-provider')).toHaveLength(1);
  });

  test('also gets a decline again', async () => {
    const world = aWorld();
    const poor = { ...aCapture, cardToken: 'tok_poor' };
    const first = await world.act(captures, 'key-1', poor);
    expect(first.status).toBe(402);
    expect(await world.act(captures, 'key-1', poor)).toEqual(first);
    expect(await world.ledger('card-provider')).toHaveLength(1);
  });

  test('is the same call however its fields are ordered', async () => {
    const world = aWorld();
    const first = await world.act(captures, 'key-1', aCapture);
    const reordered = Object.fromEntries(Object.entries(aCapture).toReversed());
    expect(await world.act(captures, 'key-1', reordered)).toEqual(first);
  });

  test.each([
    [captures, { ...aCapture, amount: euros(999) }],
    ['/card-provider/refunds', { reference: 'order-1', captureId: 'c', amount: euros(1) }],
  ])('is refused if it asks for something else: %s', async (path, other) => {
    const world = aWorld();
    await world.act(captures, 'key-1', aCapture);
    expect(await world.act(path, 'key-1', other)).toMatchObject({ status: 422, body: { code: 'key-reused' } });
    expect(await world.ledger('card-provider')).toHaveLength(1);
  });

  test('finds its key also after a restart', async () => {
    const world = aWorld();
    const first = await world.act(captures, 'key-1', aCapture);
    await world.restart();
    expect(await world.act(captures, 'key-1', aCapture)).toEqual(first);
    expect(await world.ledger('card-provider')).toHaveLength(1);
  });

  test('acts again once the key has expired: the ledger has it twice', async () => {
    const world = aWorld();
    await world.act(captures, 'key-1', aCapture);
    world.clock.advance(24 * hoursMs - 1);
    await world.act(captures, 'key-1', aCapture);
    expect(await world.ledger('card-provider')).toHaveLength(1);
    world.clock.advance(1);
    expect((await world.get('/card-provider/keys/key-1')).status).toBe(404);
    await world.act(captures, 'key-1', aCapture);
    expect(await world.ledger('card-provider')).toHaveLength(2);
  });

  test('belongs to one system: another one does not know the key', async () => {
    const world = aWorld();
    await world.act(captures, 'key-1', aCapture);
    expect((await world.act('/mail/messages', 'key-1', aMessage)).status).toBe(201);
  });
});

test.each([false, true])(
  'of calls at the same time one acts and all get its answer (delayed: %s)',
  async (isDelayed) => {
    const world = aWorld();
    if (isDelayed) await world.put('/faults/card-provider', { delayMs: [0, 20] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.act(captures, 'key-1', aCapture)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await world.ledger('card-provider')).toHaveLength(1);
  },
);

describe('looking up a key', () => {
  test('shows the answer that was given', async () => {
    const world = aWorld();
    const { status, body } = await world.act(captures, 'key-1', aCapture);
    expect(await world.get('/card-provider/keys/key-1')).toEqual({
      status: 200,
      body: { status: 'done', answer: { status, body } },
    });
  });

  test('says of an unknown one that it is unknown', async () => {
    const answer = await aWorld().get('/card-provider/keys/key-1');
    expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-key' } });
  });
});

describe('cancelling a key', () => {
  const cancelled = { status: 200, body: { status: 'cancelled' } };

  test('refuses it from then on, however often it is asked', async () => {
    const world = aWorld();
    expect(await world.cancel('card-provider', 'key-1')).toEqual(cancelled);
    expect(await world.cancel('card-provider', 'key-1')).toEqual(cancelled);
    expect(await world.act(captures, 'key-1', aCapture)).toMatchObject({
      status: 409,
      body: { code: 'key-cancelled' },
    });
    expect(await world.get('/card-provider/keys/key-1')).toEqual(cancelled);
    expect(await world.ledger('card-provider')).toEqual([]);
  });

  test('holds after a restart, after a day, and when keys are forgotten', async () => {
    const world = aWorld();
    await world.cancel('card-provider', 'key-1');
    await world.restart();
    world.clock.advance(48 * hoursMs);
    await world.put('/faults/card-provider', { forgetKeys: true });
    expect((await world.act(captures, 'key-1', aCapture)).status).toBe(409);
  });

  test('comes before a call that is still delayed', async () => {
    const world = aWorld();
    await world.put('/faults/card-provider', { delayMs: 500 });
    const late = world.act(captures, 'key-1', aCapture);
    expect(await world.cancel('card-provider', 'key-1')).toEqual(cancelled);
    expect((await late).status).toBe(409);
    expect(await world.ledger('card-provider')).toEqual([]);
  });

  test('comes too late for what was done', async () => {
    const world = aWorld();
    const { status, body } = await world.act(captures, 'key-1', aCapture);
    const done = { status: 200, body: { status: 'done', answer: { status, body } } };
    expect(await world.cancel('card-provider', 'key-1')).toEqual(done);
    expect((await world.act(captures, 'key-1', aCapture)).status).toBe(201);
  });

  test('never says cancelled of what was done, although the key is forgotten', async () => {
    const world = aWorld();
    const { status, body } = await world.act(captures, 'key-1', aCapture);
    await world.put('/faults/card-provider', { forgetKeys: true });
    expect((await world.get('/card-provider/keys/key-1')).status).toBe(404);
    const done = { status: 200, body: { status: 'done', answer: { status, body } } };
    expect(await world.cancel('card-provider', 'key-1')).toEqual(done);
  });
});
