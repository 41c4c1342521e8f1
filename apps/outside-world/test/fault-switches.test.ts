import { describe, expect, test } from 'vitest';
import { eventually } from '@holdfast/testkit';
import { aWorld, type TestWorld } from './a-world.ts';
import { aCapture, aMessage, aShipment } from './some-requests.ts';

const send = (world: TestWorld, key: string) => world.act('/mail/messages', key, aMessage);
const statuses = async (world: TestWorld, calls: number) => {
  const answers = [];
  for (let call = 1; call <= calls; call += 1) answers.push((await send(world, `key-${call}`)).status);
  return answers;
};

describe('refuse', () => {
  test('answers 503 before anything happens', async () => {
    const world = aWorld();
    expect(await world.put('/faults/mail', { refuse: 1 })).toEqual({ status: 200, body: { refuse: 1 } });
    expect(await send(world, 'key-1')).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await world.ledger('mail')).toEqual([]);
    expect((await world.get('/mail/keys/key-1')).status).toBe(404);
  });

  test('by chance is the same again with the same seed', async () => {
    const [one, other] = [aWorld({ seed: 7 }), aWorld({ seed: 7 })];
    for (const world of [one, other]) await world.put('/faults/mail', { refuse: 0.5 });
    const answers = await statuses(one, 20);
    expect(await statuses(other, 20)).toEqual(answers);
    expect(new Set(answers)).toEqual(new Set([201, 503]));
    await one.put('/faults/mail', { refuse: 0.5, seed: 3 });
    const seeded = await statuses(one, 20);
    await one.put('/faults/mail', { refuse: 0.5, seed: 3 });
    expect(await statuses(one, 20)).toEqual(seeded);
  });
});

test('delayMs lets time pass before the effect, not between the effect and the answer', async () => {
  const world = aWorld();
  await world.put('/faults/mail', { delayMs: [200, 250] });
  const begun = performance.now();
  const answer = send(world, 'key-1');
  expect(await world.ledger('mail')).toEqual([]);
  expect((await answer).status).toBe(201);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(199);
  expect(await world.ledger('mail')).toHaveLength(1);
});

describe('over a real connection', () => {
  const post = (url: string, signal?: AbortSignal) =>
    fetch(`${url}/card-provider/captures`, {
      method: 'POST',
      headers: { 'idempotency-key': 'key-1' },
      body: JSON.stringify(aCapture),
      ...(signal && { signal }),
    });

  test('a caller that hangs up does not stop a delayed effect', async () => {
    const world = aWorld();
    const url = await world.listen();
    await world.put('/faults/card-provider', { delayMs: 500 });
    const caller = new AbortController();
    const call = post(url, caller.signal);
    await eventually(async () => (await world.get('/faults')).body['card-provider'].felt.delayMs, {
      what: 'a delay',
      until: (felt) => felt === 1,
    });
    caller.abort();
    await expect(call).rejects.toThrow('aborted');
    expect(await world.ledger('card-provider')).toEqual([]);
    await eventually(() => world.ledger('card-provider'), { what: 'a capture', until: ({ length }) => length === 1 });
  });

  test('withholdAnswer does it, records it, and says nothing until the caller hangs up', async () => {
    const world = aWorld();
    const url = await world.listen();
    await world.put('/faults/card-provider', { withholdAnswer: 1, times: 1 });
    const caller = new AbortController();
    const call = post(url, caller.signal);
    const hasCaptured = { what: 'a capture', until: (entries: { captureId: string }[]) => entries.length === 1 };
    const [capture] = await eventually(() => world.ledger('card-provider'), hasCaptured);
    caller.abort();
    await expect(call).rejects.toThrow('aborted');
    expect(capture).toMatchObject({ kind: 'capture', idempotencyKey: 'key-1' });
    const again = await post(url);
    expect([again.status, await again.json()]).toMatchObject([201, { captureId: capture?.captureId }]);
    expect(await world.ledger('card-provider')).toHaveLength(1);
  });

  test('withholdAnswer ends with a broken connection if the caller never hangs up', async () => {
    const world = aWorld({ timing: { withholdMs: 30 } });
    const url = await world.listen();
    await world.put('/faults/card-provider', { withholdAnswer: 1 });
    await expect(post(url)).rejects.toThrow('fetch failed');
    expect(await world.ledger('card-provider')).toHaveLength(1);
  });

  test('withheld and delayed calls do not keep it from ending', async () => {
    const world = aWorld();
    const url = await world.listen();
    await world.put('/faults/card-provider', { withholdAnswer: 1, times: 1 });
    const withheld = post(url).catch(String);
    await eventually(() => world.ledger('card-provider'), { what: 'a capture', until: ({ length }) => length === 1 });
    await world.put('/faults/mail', { delayMs: 60_000 });
    const delayed = send(world, 'key-1');
    await eventually(async () => (await world.get('/faults')).body.mail.felt.delayMs === 1, { what: 'a delayed call' });
    await world.stop();
    expect(await withheld).toContain('fetch failed');
    expect((await delayed).status).toBe(503);
  });
});

test.each([
  ['mail', '/mail/messages', aMessage],
  ['carrier', '/carrier/shipments', aShipment],
])('doNothing answers as if done: %s', async (system, path, request) => {
  const world = aWorld();
  await world.put(`/faults/${system}`, { doNothing: 1 });
  const answer = await world.act(path, 'key-1', request);
  expect(answer.status).toBe(201);
  expect(await world.ledger(system)).toEqual([]);
  expect((await world.get(`/${system}/keys/key-1`)).body.status).toBe('done');
  await world.clear(`/faults/${system}`);
  expect(await world.act(path, 'key-1', request)).toEqual(answer);
  expect(await world.ledger(system)).toEqual([]);
});

describe('the memory of keys', () => {
  test('is lost with forgetKeys: what is repeated happens again', async () => {
    const world = aWorld();
    await send(world, 'key-1');
    await world.put('/faults/mail', { forgetKeys: true });
    expect((await world.get('/mail/keys/key-1')).status).toBe(404);
    expect(
      (await world.get(`/mail/messages?reference=${encodeURIComponent(aMessage.reference)}`)).body.items,
    ).toHaveLength(1);
    await send(world, 'key-1');
    await send(world, 'key-1');
    expect(await world.ledger('mail')).toHaveLength(3);
    await world.clear('/faults/mail');
    await send(world, 'key-1');
    await send(world, 'key-1');
    expect(await world.ledger('mail')).toHaveLength(4);
  });

  test('is as long as keyMemoryMs says', async () => {
    const world = aWorld();
    await world.put('/faults/mail', { keyMemoryMs: 1_000 });
    await send(world, 'key-1');
    world.clock.advance(999);
    await send(world, 'key-1');
    expect(await world.ledger('mail')).toHaveLength(1);
    world.clock.advance(1);
    await send(world, 'key-1');
    expect(await world.ledger('mail')).toHaveLength(2);
  });
});

describe('the switches', () => {
  test('clear themselves after `times` calls, repeats counted', async () => {
    const world = aWorld();
    await send(world, 'key-1');
    await world.put('/faults/mail', { refuse: 1, times: 2 });
    expect((await send(world, 'key-1')).status).toBe(503);
    expect((await world.get('/faults')).body.mail.switches).toEqual({ refuse: 1, times: 1 });
    expect((await send(world, 'key-2')).status).toBe(503);
    expect((await send(world, 'key-2')).status).toBe(201);
    expect((await world.get('/faults')).body.mail).toEqual({
      switches: {},
      felt: { refuse: 2, delayMs: 0, withholdAnswer: 0, doNothing: 0 },
    });
  });

  test('are not used up by a call that is not understood, a look-up or a cancellation', async () => {
    const world = aWorld();
    await world.put('/faults/mail', { refuse: 1, times: 1 });
    await world.act('/mail/messages', 'key-1', { ...aMessage, to: 'nobody' });
    await world.get('/mail/messages?reference=order-1');
    await world.cancel('mail', 'key-9');
    expect((await send(world, 'key-1')).status).toBe(503);
  });

  test('are of one system', async () => {
    const world = aWorld();
    await world.put('/faults/mail', { refuse: 1 });
    expect((await world.act('/carrier/shipments', 'key-1', aShipment)).status).toBe(201);
  });

  test('are replaced as a whole, cleared, and gone after a restart', async () => {
    const world = aWorld();
    await world.put('/faults/mail', { refuse: 1 });
    await world.put('/faults/mail', { delayMs: 0 });
    expect((await send(world, 'key-1')).status).toBe(201);
    await world.put('/faults/mail', { refuse: 1 });
    await world.clear('/faults/mail');
    expect((await send(world, 'key-2')).status).toBe(201);
    await world.put('/faults/mail', { refuse: 1 });
    await world.restart();
    expect((await send(world, 'key-3')).status).toBe(201);
  });

  test.each([
    ['risk', { doNothing: 1 }],
    ['card-provider', { doNothing: 1 }],
    ['mail', { webhook: { twice: true } }],
    ['card-provider', { webhook: { thrice: true } }],
    ['mail', { refuse: 1.5 }],
    ['mail', { delayMs: [20, 10] }],
    ['mail', { times: 0 }],
    ['mail', { explode: true }],
  ])('of %s do not include %j', async (system, switches) => {
    const world = aWorld();
    const answer = await world.put(`/faults/${system}`, switches);
    expect(answer).toEqual({ status: 400, body: { code: 'invalid-request', message: expect.any(String) } });
    expect((await world.get('/faults')).body[system].switches).toEqual({});
  });
});
