import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aWorld } from './a-world.ts';
import { aCapture, aMessage, euros } from './some-requests.ts';

describe('a call that is not understood', () => {
  const invalid = { status: 400, body: { code: 'invalid-request', message: expect.any(String) } };

  test('is refused with one shape of error, and nothing happens', async () => {
    const world = aWorld();
    expect(await world.act('/mail/messages', 'key-1', { ...aMessage, colour: 'green' })).toEqual(invalid);
    expect(await world.act('/card-provider/captures', 'key-1', { ...aCapture, amount: euros(1.5) })).toEqual(invalid);
    expect(await world.act('/card-provider/captures', 'key-1', { ...aCapture, notifyUrl: 'file:///x' })).toEqual(
      invalid,
    );
    expect(await world.get('/mail/messages')).toEqual(invalid);
    expect(await world.get('/mail/messages?reference=a&colour=green')).toEqual(invalid);
    expect(await world.send('POST', '/mail/messages', { payload: '{', headers: { 'idempotency-key': 'k' } })).toEqual(
      invalid,
    );
    expect(await world.send('POST', '/mail/messages', { headers: { 'idempotency-key': 'k' } })).toEqual(invalid);
    expect((await world.get('/ledger')).body).toEqual({ risk: [], 'card-provider': [], mail: [], carrier: [] });
  });

  test.each([{}, { 'idempotency-key': '' }])('is refused without a key: %j', async (headers) => {
    const answer = await aWorld().send('POST', '/mail/messages', { payload: aMessage, headers });
    expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing' } });
  });

  test('is told of an unknown path, and GET / lists the known ones', async () => {
    const world = aWorld();
    expect(await world.get('/ledger/post-office')).toMatchObject({ status: 404, body: { code: 'unknown-path' } });
    const { body } = await world.get('/');
    expect(body).toContain('POST /card-provider/captures');
    expect(body).toContain('PUT  /faults/mail');
    expect(await world.get('/health/ready')).toEqual({ status: 200, body: { status: 'ready' } });
  });

  test('may be JSON without saying so, and a cancellation may say so without a body', async () => {
    const world = aWorld();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': 'key-1' };
    expect(await world.send('POST', '/mail/messages', { payload: JSON.stringify(aMessage), headers })).toMatchObject({
      status: 201,
    });
    const json = { headers: { 'content-type': 'application/json' } };
    expect(await world.send('POST', '/mail/keys/key-2/cancel', json)).toMatchObject({ status: 200 });
  });
});

describe('the ledger itself', () => {
  const row = (kind: string, details: object, reference = 'order-1') =>
    `insert into ledger (at, system, kind, reference, idempotency_key, details, answer)
     values ('now', 'card-provider', '${kind}', '${reference}', 'k', '${JSON.stringify(details)}', '{}')`;

  test('takes no refund beyond its capture, whoever writes it', async () => {
    const world = aWorld();
    const database = new DatabaseSync(join(world.stateFolder, 'outside-world.sqlite'));
    const refund = (details: object, reference?: string) => () => database.exec(row('refund', details, reference));
    database.exec(row('capture', { captureId: 'c', amount: euros(100) }));
    refund({ captureId: 'c', amount: euros(60) })();
    expect(refund({ captureId: 'c', amount: euros(41) })).toThrow('more refunded than captured');
    expect(refund({ captureId: 'd', amount: euros(1) })).toThrow('more refunded than captured');
    expect(refund({ captureId: 'c', amount: { amount: 1, currency: 'USD' } })).toThrow('more refunded than captured');
    expect(refund({ captureId: 'c', amount: euros(1) }, 'order-2')).toThrow('more refunded than captured');
    refund({ captureId: 'c', amount: euros(40) })();
    database.close();
    expect(await world.ledger('card-provider')).toHaveLength(3);
  });

  test('is never changed or shortened', async () => {
    const world = aWorld();
    await world.act('/mail/messages', 'key-1', aMessage);
    const database = new DatabaseSync(join(world.stateFolder, 'outside-world.sqlite'));
    expect(() => database.exec(`update ledger set reference = 'other'`)).toThrow('append-only');
    expect(() => database.exec('delete from ledger')).toThrow('append-only');
    database.close();
  });
});
