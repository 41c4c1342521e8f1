import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Attempt } from '../performer.ts';
import { anAttempt } from '../testing/an-attempt.ts';
import { fakeOutside } from '../testing/fake-outside.ts';
import { UnexpectedAnswer } from './answer-lost.ts';
import { OutsideHttp } from './outside-http.ts';
import { OutsideKeys } from './outside-keys.ts';

const Watered = z.object({ litres: z.int() });
const answers = { 201: Watered, 402: z.object({ reason: z.string() }) };
const watered = { status: 201, body: { litres: 2 } };

async function aGarden(answer: { status: number; body: object } = watered) {
  const outside = await fakeOutside({ '/waterings': () => answer });
  const http = new OutsideHttp({ url: outside.url });
  const keys = new OutsideKeys(http, '/keys');
  const lookUp = (attempt: Attempt) => async () => {
    const found = { attempt, query: { reference: 'fern' }, answers: { 200: z.object({ items: z.array(Watered) }) } };
    return (await http.get('/waterings', found)).items[0] ?? 'unknown';
  };
  return {
    outside,
    water: (attempt: Attempt) => http.post('/waterings', { attempt, body: { reference: 'fern' }, answers }),
    findOut: (attempt: Attempt) => keys.findOut(attempt, { answers, lookUp: lookUp(attempt) }),
    giveUp: (attempt: Attempt) => keys.giveUp(attempt, { answers, lookUp: lookUp(attempt) }),
  };
}

describe('finding out', () => {
  test.each([watered, { status: 402, body: { reason: 'dry' } }])(
    'brings what the key has brought: %j',
    async (answer) => {
      const { water, findOut } = await aGarden(answer);
      const attempt = anAttempt();
      await water(attempt);

      expect(await findOut(attempt)).toEqual(answer.body);
    },
  );

  test('looks further where the key is forgotten', async () => {
    const { outside, water, findOut } = await aGarden();
    const attempt = anAttempt();
    await water(attempt);
    outside.keys.clear();

    expect(await findOut(attempt)).toEqual({ litres: 2 });
  });

  test('looks further where the key was refused: another one may have done it', async () => {
    const { outside, water, findOut } = await aGarden();
    const attempt = anAttempt();
    await water(anAttempt());
    outside.keys.set(attempt.idempotencyKey, { status: 409, body: { code: 'wet-already' } });

    expect(await findOut(attempt)).toEqual({ litres: 2 });
  });

  test('never says that nothing has happened', async () => {
    const { outside, findOut } = await aGarden();
    const cancelled = anAttempt();
    outside.keys.set(cancelled.idempotencyKey, 'cancelled');

    expect(await findOut(anAttempt())).toBe('unknown');
    expect(await findOut(cancelled)).toBe('unknown');
  });

  test('fails where the outside speaks in another way', async () => {
    const { outside } = await aGarden();
    const keys = new OutsideKeys(new OutsideHttp({ url: outside.url }), '/waterings');
    const remembered = { answers, lookUp: async () => 'unknown' as const };

    await expect(keys.findOut(anAttempt(), remembered)).rejects.toThrow(UnexpectedAnswer);
  });
});

describe('giving up', () => {
  test('makes sure that nothing happens any more', async () => {
    const { outside, water, giveUp } = await aGarden();
    const attempt = anAttempt();

    expect(await giveUp(attempt)).toBe('cancelled');
    await expect(water(attempt)).rejects.toThrow(/key-cancelled/);
    expect(outside.entries('/waterings', 'fern')).toEqual([]);
  });

  test('may be repeated', async () => {
    const { giveUp } = await aGarden();
    const attempt = anAttempt();
    await giveUp(attempt);

    expect(await giveUp(attempt)).toBe('cancelled');
  });

  test('is sent without the key, which would make it an act under it', async () => {
    const { outside, giveUp } = await aGarden();
    await giveUp(anAttempt());

    expect(outside.asked.map(({ method, key }) => [method, key])).toEqual([
      ['POST', ''],
      ['GET', ''],
    ]);
  });

  test('what has happened brings what came of it', async () => {
    const { water, giveUp } = await aGarden();
    const attempt = anAttempt();
    await water(attempt);

    expect(await giveUp(attempt)).toEqual({ litres: 2 });
  });

  test('what has happened under a forgotten key does not believe that it is cancelled', async () => {
    const { outside, water, giveUp } = await aGarden();
    const attempt = anAttempt();
    await water(attempt);
    outside.keys.clear();

    expect(await giveUp(attempt)).toEqual({ litres: 2 });
  });

  test('is not done where the key was refused and nothing is found', async () => {
    const { outside, giveUp } = await aGarden();
    const attempt = anAttempt();
    outside.keys.set(attempt.idempotencyKey, { status: 409, body: { code: 'wet-already' } });

    expect(await giveUp(attempt)).toBe('unknown');
  });
});
