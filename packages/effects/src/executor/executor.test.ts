import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { currentCall } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';
import { eventually, recordPoints } from '@holdfast/testkit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { policy, SowSeeds, watered, watering, WaterPlant } from '../../test/garden.ts';
import { MemoryGarden } from '../../test/memory-garden.ts';
import { createIntents, EffectNotPerformed } from '../create-intents.ts';
import { NoOutcome, PerformedTwice } from './executor.ts';

let garden: MemoryGarden;
beforeEach(() => {
  garden = new MemoryGarden();
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const noted = () => garden.diary.map(({ key, outcome }) => [key, outcome]);
const lost = async (): Promise<never> => {
  throw new Error('the hose burst');
};
const never = () => new Promise<never>(() => {});
const refused = { result: 'refused', reason: 'frost' } as const;

describe('an effect that goes well', () => {
  test('is performed once and concluded once', async () => {
    const executor = garden.executor();
    await garden.water('oak');
    expect(await executor.runOnce()).toBe(1);
    expect(await executor.runOnce()).toBe(0);
    expect(garden.sprinkler.calls).toEqual(['perform']);
    expect(noted()).toEqual([['oak', watered]]);
    expect(executor.health()).toEqual({ waiting: 0, parked: 0, contradictions: 0, stuck: 0 });
  });

  test('gets what was asked, the intent as its key, and the call that wanted it', async () => {
    let asked: unknown;
    garden.sprinkler.onPerform = async (request, { idempotencyKey, number, signal }) => {
      asked = { request, idempotencyKey, number, isAborted: signal.aborted, call: currentCall() };
      return watered;
    };
    await garden.water('oak');
    await garden.executor().runOnce();
    const call = {
      actor: { id: 'ann' },
      correlationId: 'c-1',
      subject: 'oak',
      cause: { messageId: 'm-1', at: new Date(7) },
    };
    const { id } = garden.intentOf('oak');
    expect(asked).toMatchObject({
      request: { plant: 'oak', litres: 2 },
      idempotencyKey: id,
      number: 1,
      isAborted: false,
      call,
    });
    expect(asked).toMatchObject({ call: { traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c') } });
  });

  test('passes its points in sequence', async (context) => {
    const names = [
      'effects.leased',
      'effects.answered',
      'effects.learned',
      'effects.concluding',
      'effects.concluded',
    ] as const;
    const points = recordPoints(context, ...names);
    await garden.water('oak');
    await garden.executor().runOnce();
    expect(points.names()).toEqual(names);
    const facts = { service: 'garden', effect: 'garden.water-plant', key: 'oak', attempt: 1, step: 'perform' };
    expect(points.of('effects.leased')).toEqual([{ ...facts, id: garden.intentOf('oak').id }]);
  });

  test('may be a refusal, which is an outcome', async () => {
    garden.sprinkler.onPerform = async () => refused;
    await garden.water('oak');
    await garden.executor().runOnce();
    expect(noted()).toEqual([['oak', refused]]);
  });

  test('is performed as soon as the executor is woken', async () => {
    vi.useRealTimers();
    const executor = garden.executor({ pollMs: 60_000 });
    executor.start();
    await garden.water('oak');
    executor.wake();
    await eventually(() => garden.diary.length === 1, { what: 'the oak is watered' });
    await executor.stop(1_000);
    expect(noted()).toEqual([['oak', watered]]);
  });
});

describe('an answer that is lost', () => {
  test('is asked for before anything is done again', async () => {
    garden.sprinkler.onPerform = lost;
    garden.sprinkler.onFindOut = async () => watered;
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ attempts: 1, failures: 1, lastError: 'the hose burst' });
    await executor.runOnce();
    expect(garden.sprinkler.calls).toEqual(['perform', 'findOut']);
    expect(noted()).toEqual([['oak', watered]]);
  });

  test('and that nobody knows makes it be tried again, under the same key', async () => {
    garden.sprinkler.onPerform = lost;
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    garden.sprinkler.onPerform = async () => watered;
    await executor.runOnce();
    expect(garden.sprinkler.calls).toEqual(['perform', 'findOut', 'perform']);
    const keys = garden.sprinkler.asked.map(({ attempt }) => [attempt.idempotencyKey, attempt.number]);
    const { id } = garden.intentOf('oak');
    expect(keys).toEqual([
      [id, 1],
      [id, 1],
      [id, 2],
    ]);
    expect(noted()).toEqual([['oak', watered]]);
  });

  test('and cannot be asked for is not taken for no', async () => {
    garden.sprinkler.onPerform = lost;
    garden.sprinkler.onFindOut = lost;
    await garden.water('oak');
    const executor = garden.executor();
    for (let turn = 0; turn < 5; turn += 1) await executor.runOnce();
    expect(garden.sprinkler.calls).toEqual(['perform', 'findOut', 'findOut', 'findOut', 'findOut']);
    expect(garden.intentOf('oak')).toMatchObject({ state: 'waiting', attempts: 1, undecided: 0 });
  });

  test('because it took too long: the call is told, and nobody waits for it', async () => {
    garden.sprinkler.onPerform = never;
    await garden.water('oak');
    const turn = garden.executor().runOnce();
    await vi.advanceTimersByTimeAsync(policy.timeoutMs);
    await turn;
    expect(garden.sprinkler.asked[0]?.attempt.signal.aborted).toBe(true);
    expect(garden.intentOf('oak').lastError).toBe('There was no answer within 1000 ms.');
  });

  test('and comes late is true all the same', async () => {
    const answer = Promise.withResolvers<typeof watered>();
    garden.sprinkler.onPerform = () => answer.promise;
    await garden.water('oak');
    const turn = garden.executor().runOnce();
    await vi.advanceTimersByTimeAsync(policy.timeoutMs);
    await turn;
    expect(noted()).toEqual([]);
    answer.resolve(watered);
    await vi.advanceTimersByTimeAsync(0);
    expect(noted()).toEqual([['oak', watered]]);
    expect(garden.sprinkler.calls).toEqual(['perform']);
  });

  test('waits longer after each failure', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    garden.sprinkler.onPerform = lost;
    garden.sprinkler.onFindOut = lost;
    await garden.water('oak');
    const executor = garden.executor({ backoff: { firstMs: 100, longestMs: 350 } });
    const pauses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await executor.runOnce();
      const pauseMs = garden.intentOf('oak').nextAt!.getTime() - Date.now();
      pauses.push(pauseMs);
      expect(await executor.runOnce()).toBe(0);
      await vi.advanceTimersByTimeAsync(pauseMs);
    }
    expect(pauses).toEqual([100, 200, 350, 350]);
  });
});

describe('giving up', () => {
  test('needs nobody where no attempt has begun', async () => {
    await garden.water('oak');
    await vi.advanceTimersByTimeAsync(policy.withinMs);
    await garden.executor().runOnce();
    expect(garden.sprinkler.calls).toEqual([]);
    expect(noted()).toEqual([['oak', 'abandoned']]);
  });

  const giveUpAfterAttempts = async (turns = 1) => {
    garden.sprinkler.onPerform = lost;
    await garden.water('oak');
    const executor = garden.executor();
    for (let turn = 0; turn < policy.attempts + turns; turn += 1) await executor.runOnce();
    return executor;
  };

  test('is abandoning where the outside has confirmed it', async () => {
    garden.sprinkler.onGiveUp = async () => 'cancelled';
    await giveUpAfterAttempts();
    expect(garden.sprinkler.calls.filter((call) => call !== 'findOut')).toEqual([
      'perform',
      'perform',
      'perform',
      'giveUp',
    ]);
    expect(noted()).toEqual([['oak', 'abandoned']]);
  });

  test('may bring to light that it has happened', async () => {
    garden.sprinkler.onGiveUp = async () => watered;
    await giveUpAfterAttempts();
    expect(noted()).toEqual([['oak', watered]]);
  });

  test('that cannot be confirmed parks it, which holds its key back and no other', async () => {
    const executor = await giveUpAfterAttempts(2);
    expect(garden.intentOf('oak')).toMatchObject({
      state: 'parked',
      lastError: 'The outside does not know what came of it.',
    });
    garden.sprinkler.onPerform = async () => watered;
    await garden.water('elm');
    await garden.sow('oak');
    await executor.runOnce();
    expect(noted()).toEqual([['elm', watered]]);
    expect(executor.health()).toMatchObject({ parked: 1, waiting: 1 });
  });

  test('is told in the log once, in the turn in which it is parked', async () => {
    const told: string[] = [];
    const log = { info() {}, warn: (_: object, text: string) => void told.push(text) };
    garden.sprinkler.onPerform = lost;
    garden.sprinkler.onGiveUp = lost;
    await garden.water('oak');
    const executor = garden.executor({ parkedMs: 0 }, { log });
    for (let turn = 0; turn < 10; turn += 1) await executor.runOnce();
    expect(garden.sprinkler.calls.length).toBeGreaterThan(9);
    expect(told.filter((text) => text.includes('parked'))).toEqual([
      'an effect is parked: see ./holdfast effects parked',
    ]);
  });

  test('that had no answer parks it too', async () => {
    garden.sprinkler.onGiveUp = lost;
    await giveUpAfterAttempts(2);
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked', lastError: 'the hose burst' });
  });

  test("is a person's where the outside cannot cancel", async () => {
    const { sprinkler } = garden;
    const performer = { perform: sprinkler.perform.bind(sprinkler), findOut: sprinkler.findOut.bind(sprinkler) };
    sprinkler.onPerform = lost;
    await garden.water('oak');
    const executor = garden.executor({}, { performances: [watering(performer)] });
    for (let turn = 0; turn < 6; turn += 1) await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked' });
    expect(sprinkler.calls).not.toContain('giveUp');
  });

  test('that the outside could not confirm for some minutes needs nobody once it can', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    garden.sprinkler.onGiveUp = lost;
    const executor = await giveUpAfterAttempts(2);
    const { parkedAt } = garden.intentOf('oak');
    await vi.advanceTimersByTimeAsync(30_000);
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked', parkedAt, attempts: 3 });
    garden.sprinkler.onGiveUp = async () => 'cancelled';
    expect(await executor.runOnce()).toBe(0);
    await vi.advanceTimersByTimeAsync(30_000);
    await executor.runOnce();
    expect(noted()).toEqual([['oak', 'abandoned']]);
    expect(garden.intentOf('oak')).toMatchObject({ state: 'concluded', known: { by: 'executor' } });
  });

  test('is over for good when the key may be forgotten: then only a person decides', async () => {
    garden.sprinkler.onGiveUp = lost;
    const executor = await giveUpAfterAttempts(2);
    await vi.advanceTimersByTimeAsync(policy.keyRememberedMs);
    await executor.runOnce();
    expect(garden.sprinkler.calls.at(-1)).toBe('findOut');
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked', nextAt: undefined });
    await vi.advanceTimersByTimeAsync(10 * policy.keyRememberedMs);
    expect(await executor.runOnce()).toBe(0);
  });

  test('is not asked for a key that the outside may have forgotten', async () => {
    garden.sprinkler.onPerform = lost;
    garden.sprinkler.onGiveUp = async () => 'cancelled';
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    await vi.advanceTimersByTimeAsync(policy.keyRememberedMs);
    await executor.runOnce();
    await executor.runOnce();
    expect(garden.sprinkler.calls).toEqual(['perform', 'findOut', 'findOut']);
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked' });
  });
});

describe('an answer that is no outcome', () => {
  test('is a lost one, and is parked in the end with the reason', async () => {
    const nonsense = async () => ({ result: 'nonsense' }) as never;
    Object.assign(garden.sprinkler, { onPerform: nonsense, onFindOut: nonsense, onGiveUp: nonsense });
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    await vi.advanceTimersByTimeAsync(policy.withinMs);
    await executor.runOnce();
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked', known: undefined });
    expect(garden.intentOf('oak').lastError).toContain('This is no outcome of garden.water-plant');
    expect(noted()).toEqual([]);
  });

  test.each(['\0', '\uD800', 'a\uDC00'])('such as one with the text %j, which nobody can store', async (reason) => {
    const unstorable = async () => ({ result: 'refused', reason }) as const;
    Object.assign(garden.sprinkler, { onPerform: unstorable, onFindOut: unstorable, onGiveUp: unstorable });
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ failures: 1, lastError: expect.stringContaining('no outcome of') });
    await vi.advanceTimersByTimeAsync(policy.withinMs);
    await executor.runOnce();
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked', known: undefined });
    const told = garden.executor().learn(WaterPlant, { key: 'oak', outcome: { result: 'refused', reason } });
    await expect(told).rejects.toThrow(NoOutcome);
    for (const unheardOf of [{ key: reason }, { key: 'oak', idempotencyKey: reason }]) {
      await expect(executor.learn(WaterPlant, { ...unheardOf, outcome: watered })).rejects.toThrow(NoOutcome);
    }
  });

  test('unlike one that only speaks of such a text', async () => {
    const outcome = { result: 'refused', reason: String.raw`\u0000 \ud800 👍` } as const;
    garden.sprinkler.onPerform = async () => outcome;
    await garden.water('oak');
    await garden.executor().runOnce();
    expect(noted()).toEqual([['oak', outcome]]);
  });

  test('or that cannot be kept, counts as lost and is parked in the end', async () => {
    Object.assign(garden.store, { learn: () => Promise.reject(new Error('too long for a row')) });
    garden.sprinkler.onFindOut = async () => watered;
    garden.sprinkler.onGiveUp = async () => watered;
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ failures: 1, lease: undefined, lastError: 'too long for a row' });
    await executor.runOnce();
    expect(garden.sprinkler.calls).toEqual(['perform', 'findOut']);
    await vi.advanceTimersByTimeAsync(policy.withinMs);
    await executor.runOnce();
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ state: 'parked', lastError: 'too long for a row' });
  });

  test('not even the words of another step are', async () => {
    garden.sprinkler.onPerform = async () => 'cancelled' as never;
    garden.sprinkler.onFindOut = async () => 'cancelled' as never;
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    await executor.runOnce();
    expect(garden.intentOf('oak')).toMatchObject({ known: undefined, attempts: 1 });
  });
});

describe('a conclusion that fails', () => {
  test('is tried again, and the outside is not', async () => {
    garden.bug = new Error('out of ink');
    await garden.water('oak');
    const executor = garden.executor();
    await executor.runOnce();
    await executor.runOnce();
    await executor.runOnce();
    expect(executor.health()).toMatchObject({ waiting: 1, stuck: 1 });
    expect(garden.intentOf('oak')).toMatchObject({ failures: 3, lastError: 'out of ink', known: { outcome: watered } });
    garden.bug = undefined;
    await executor.runOnce();
    expect(garden.sprinkler.calls).toEqual(['perform']);
    expect(noted()).toEqual([['oak', watered]]);
    expect(executor.health()).toMatchObject({ waiting: 0, stuck: 0 });
  });

  test('holds the next of its key back', async () => {
    garden.bug = new Error('out of ink');
    await garden.water('oak');
    await garden.sow('oak');
    const executor = garden.executor();
    await executor.runOnce();
    expect(garden.store.intents().map(({ attempts }) => attempts)).toEqual([1, 0]);
  });
});

describe('an executor that was held up', () => {
  test('does not call when its lease is nearly over', async () => {
    const freeze = () => vi.setSystemTime(Date.now() + 60_000);
    subscribe('holdfast:effects.leased', freeze);
    await garden.water('oak');
    await garden.executor().runOnce();
    unsubscribe('holdfast:effects.leased', freeze);
    expect(garden.sprinkler.calls).toEqual([]);
    // The attempt counts as begun all the same: nobody can know that it was not.
    expect(garden.intentOf('oak')).toMatchObject({ attempts: 1 });
  });

  test('tells what it was answered, though another one has taken over', async () => {
    const answer = Promise.withResolvers<typeof watered>();
    garden.sprinkler.onPerform = () => answer.promise;
    await garden.water('oak');
    const frozen = garden.executor().runOnce();
    await vi.advanceTimersByTimeAsync(0);
    garden.store.makeDue();
    garden.sprinkler.onFindOut = never;
    const other = garden.executor().runOnce();
    await vi.advanceTimersByTimeAsync(0);
    answer.resolve(watered);
    await frozen;
    expect(noted()).toEqual([['oak', watered]]);
    await vi.advanceTimersByTimeAsync(policy.timeoutMs);
    await other;
    expect(noted()).toEqual([['oak', watered]]);
    expect(garden.store.contradictions()).toEqual([]);
  });

  test('and says something else than what is known contradicts it', async () => {
    const answer = Promise.withResolvers<typeof watered>();
    garden.sprinkler.onPerform = () => answer.promise;
    await garden.water('oak');
    const frozen = garden.executor().runOnce();
    await vi.advanceTimersByTimeAsync(0);
    await garden.executor().learn(WaterPlant, { key: 'oak', outcome: refused });
    answer.resolve(watered);
    await frozen;
    expect(noted()).toEqual([['oak', refused]]);
    expect(garden.store.contradictions()).toMatchObject([{ outcome: watered, by: 'executor' }]);
  });
});

describe('several intents', () => {
  test('are shared by two executors', async () => {
    await garden.water('oak', 'elm', 'ash');
    const [one, other] = [garden.executor(), garden.executor()];
    await Promise.all([one.runOnce(), other.runOnce()]);
    expect(garden.sprinkler.asked.map(({ plant }) => plant).toSorted()).toEqual(['ash', 'elm', 'oak']);
  });

  test('are in hand at once, as many as may be', async () => {
    garden.sprinkler.onPerform = never;
    await garden.water('oak', 'elm', 'ash');
    const executor = garden.executor({ parallel: 2 });
    executor.start();
    await vi.advanceTimersByTimeAsync(50);
    expect(garden.sprinkler.calls).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(policy.timeoutMs);
    expect(garden.sprinkler.calls.length).toBeGreaterThan(2);
    const stopped = executor.stop(0);
    await vi.advanceTimersByTimeAsync(0);
    await stopped;
  });

  test('of one key are performed in their sequence, whatever their effect', async () => {
    const done: string[] = [];
    garden.sprinkler.onPerform = async () => (done.push('watered'), watered);
    const sower = {
      effect: SowSeeds,
      conclude: Object.assign(async () => void done.push('sowing concluded'), { useCase: 'garden.x' }),
      performer: { perform: async () => (done.push('sown'), { result: 'sown' }), findOut: async () => 'unknown' },
    };
    await garden.sow('bed');
    await garden.run(async ({ intend }) => intend(WaterPlant, { key: 'bed', request: { plant: 'bed', litres: 1 } }));
    const executor = garden.executor({}, { performances: [watering(garden.sprinkler), sower] });
    await executor.runOnce();
    expect(done).toEqual(['sown', 'sowing concluded']);
    await executor.runOnce();
    expect(done).toEqual(['sown', 'sowing concluded', 'watered']);
  });
});

describe('what is told by the outside', () => {
  const tell = (outcome: typeof watered | typeof refused = watered) =>
    garden.executor().learn(WaterPlant, { key: 'oak', outcome });

  test('before the call has returned concludes at once, and the answer is no news', async () => {
    const answer = Promise.withResolvers<typeof watered>();
    garden.sprinkler.onPerform = () => answer.promise;
    await garden.water('oak');
    const turn = garden.executor().runOnce();
    await vi.advanceTimersByTimeAsync(0);
    expect(await tell()).toBe('concluded');
    answer.resolve(watered);
    await turn;
    expect(noted()).toEqual([['oak', watered]]);
    expect(garden.store.contradictions()).toEqual([]);
  });

  test('twice at once is concluded once', async () => {
    await garden.water('oak');
    expect((await Promise.all([tell(), tell()])).toSorted()).toEqual(['concluded', 'known']);
    expect(noted()).toEqual([['oak', watered]]);
    expect(await tell()).toBe('known');
  });

  test('otherwise than what was concluded is kept for a person', async () => {
    await garden.water('oak');
    await garden.executor().runOnce();
    expect(await tell(refused)).toBe('contradicts');
    expect(await tell(refused)).toBe('contradicts');
    expect(garden.store.contradictions()).toMatchObject([{ outcome: refused, by: 'told' }]);
    expect(noted()).toEqual([['oak', watered]]);
  });

  test('of another call than ours is kept for a person, and of ours concludes', async () => {
    await garden.water('oak');
    const { id } = garden.intentOf('oak');
    const learn = (idempotencyKey: string) =>
      garden.executor().learn(WaterPlant, { key: 'oak', idempotencyKey, outcome: watered });
    expect(await learn('another')).toBe('contradicts');
    expect(noted()).toEqual([]);
    expect(garden.store.contradictions()).toMatchObject([{ outcome: watered, by: 'told', idempotencyKey: 'another' }]);
    expect(await learn(id)).toBe('concluded');
    expect(noted()).toEqual([['oak', watered]]);
  });

  test('of nothing that was intended changes nothing', async () => {
    expect(await tell()).toBe('unknown-intent');
  });

  test('and is no outcome is refused', async () => {
    await garden.water('oak');
    await expect(tell({ result: 'dry' } as never)).rejects.toThrow(NoOutcome);
    expect(garden.intentOf('oak').known).toBeUndefined();
  });

  test('is kept although it cannot be concluded, and the teller hears of it', async () => {
    garden.bug = new Error('out of ink');
    await garden.water('oak');
    await expect(tell()).rejects.toThrow('out of ink');
    expect(await tell()).toBe('known');
    garden.bug = undefined;
    await garden.executor().runOnce();
    expect(garden.sprinkler.calls).toEqual([]);
    expect(noted()).toEqual([['oak', watered]]);
  });
});

describe('a decision of a person', () => {
  test('concludes what was parked, and frees its key', async () => {
    Object.assign(garden.sprinkler, { onPerform: lost, onGiveUp: lost });
    await garden.water('oak');
    const executor = garden.executor();
    for (let turn = 0; turn < 5; turn += 1) await executor.runOnce();
    expect(garden.intentOf('oak').state).toBe('parked');
    garden.store.decide({ id: garden.intentOf('oak').id, outcome: 'abandoned' });
    await executor.runOnce();
    expect(noted()).toEqual([['oak', 'abandoned']]);
    expect(garden.intentOf('oak')).toMatchObject({ state: 'concluded', known: { by: 'person' } });
  });

  test('that is no outcome is refused, with the reason', async () => {
    await garden.water('oak');
    garden.store.decide({ id: garden.intentOf('oak').id, outcome: { result: 'dry' } });
    await garden.executor().runOnce();
    expect(garden.store.allDecisions()).toMatchObject([{ result: 'refused' }]);
    expect(garden.store.allDecisions()[0]?.refusal).toContain('This is no outcome of garden.water-plant');
  });

  test('counts while an attempt runs, and what that brings contradicts it', async () => {
    const answer = Promise.withResolvers<typeof watered>();
    garden.sprinkler.onPerform = () => answer.promise;
    await garden.water('oak');
    const turn = garden.executor().runOnce();
    await vi.advanceTimersByTimeAsync(0);
    garden.store.decide({ id: garden.intentOf('oak').id, outcome: 'abandoned' });
    await garden.executor().runOnce();
    expect(noted()).toEqual([['oak', 'abandoned']]);
    answer.resolve(watered);
    await turn;
    expect(noted()).toEqual([['oak', 'abandoned']]);
    expect(garden.store.contradictions()).toMatchObject([{ outcome: watered }]);
  });
});

describe('stopping', () => {
  test('waits for what is in hand, and takes nothing more', async () => {
    const answer = Promise.withResolvers<typeof watered>();
    garden.sprinkler.onPerform = () => answer.promise;
    await garden.water('oak');
    const executor = garden.executor();
    executor.start();
    await vi.advanceTimersByTimeAsync(10);
    const stopped = executor.stop(500);
    await garden.water('elm');
    await vi.advanceTimersByTimeAsync(100);
    answer.resolve(watered);
    await stopped;
    expect(noted()).toEqual([['oak', watered]]);
    expect(garden.sprinkler.asked.map(({ plant }) => plant)).toEqual(['oak']);
  });

  test('aborts what takes too long, and lets others find out at once', async () => {
    garden.sprinkler.onPerform = never;
    await garden.water('oak');
    const executor = garden.executor();
    executor.start();
    await vi.advanceTimersByTimeAsync(10);
    const stopped = executor.stop(100);
    await vi.advanceTimersByTimeAsync(100);
    await stopped;
    expect(garden.sprinkler.asked[0]?.attempt.signal.aborted).toBe(true);
    expect(garden.intentOf('oak')).toMatchObject({ lease: undefined, lastError: 'This process stops.' });
    garden.sprinkler.onFindOut = async () => watered;
    await garden.executor().runOnce();
    expect(noted()).toEqual([['oak', watered]]);
  });

  test('is quick when nothing is in hand, and when it was never started', async () => {
    const executor = garden.executor({ pollMs: 60_000 });
    await executor.stop(60_000);
    const started = garden.executor({ pollMs: 60_000 });
    started.start();
    await started.stop(60_000);
    expect(garden.sprinkler.calls).toEqual([]);
  });
});

describe('an executor', () => {
  test('goes on when its store fails for a time, and says so', async () => {
    vi.useRealTimers();
    const { store } = garden;
    let isAway = true;
    const flaky = Object.assign(Object.create(store), {
      take: (...given: Parameters<typeof store.take>) =>
        isAway ? Promise.reject(new Error('the database is away')) : store.take(...given),
      decisions: (...given: Parameters<typeof store.decisions>) => store.decisions(...given),
      learn: (...given: Parameters<typeof store.learn>) => store.learn(...given),
      lock: (...given: Parameters<typeof store.lock>) => store.lock(...given),
      conclude: (...given: Parameters<typeof store.conclude>) => store.conclude(...given),
      counts: () => store.counts(),
    });
    const executor = garden.executor({}, { store: flaky });
    await garden.water('oak');
    executor.start();
    await eventually(() => executor.health().error, {
      what: 'an error',
      until: (error) => error === 'the database is away',
    });
    isAway = false;
    await eventually(() => garden.diary.length === 1, { what: 'the oak is watered' });
    expect(executor.health().error).toBeUndefined();
    await executor.stop(1_000);
  });

  test('is not made when two perform one effect', () => {
    const twice = [watering(garden.sprinkler), watering(garden.sprinkler)];
    expect(() => garden.executor({}, { performances: twice })).toThrow(PerformedTwice);
  });

  test('leaves alone what it does not perform', async () => {
    await garden.sow('bed');
    expect(await garden.executor().runOnce()).toBe(0);
    expect(await garden.executor({}, { performances: [] }).runOnce()).toBe(0);
  });
});

test('an effect that nobody performs cannot be intended', async () => {
  const intents = createIntents({ store: garden.store, isPerformed: (name) => name === WaterPlant.name });
  const trx = new MemoryTransaction().asAny();
  const call = { actor: { id: 'ann', roles: [] }, correlationId: 'c', traceparent: '' };
  const intended = [{ effect: SowSeeds, key: 'bed', request: { bed: 'bed' }, call }];
  await expect(intents.write(trx, intended, new Date())).rejects.toThrow(EffectNotPerformed);
});
