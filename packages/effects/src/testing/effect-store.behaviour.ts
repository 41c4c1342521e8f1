import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AnyTransaction } from '@holdfast/work';
import type { Decide, Plan } from '../intent/advance.ts';
import type { Intent } from '../intent/intent.ts';
import { RequestChanged, type EffectStore, type InHand, type OpenDecision } from '../store/effect-store.ts';

/** A store to be tried, empty, with what the world around it can do to it. */
export interface OpenEffectStore {
  readonly store: EffectStore;
  /** Begins a transaction of a service. */
  begin(): Promise<ServiceTransaction>;
  /** Lets every lease and every pause run out now. What is parked for good stays so. */
  makeDue(): Promise<void>;
  /** Writes a person's decision. */
  decide(decision: { id: string; outcome: unknown }): Promise<void>;
  /** What became of the decisions, the oldest first. */
  decisions(): Promise<readonly { readonly result: string | null; readonly refusal: string | null }[]>;
  /** What contradicts what is known, the oldest first. */
  contradictions(): Promise<readonly unknown[]>;
  /** A row as it is. */
  read(
    id: string,
  ): Promise<Pick<Intent, 'state' | 'attempts' | 'failures' | 'undecided' | 'lastError' | 'known' | 'parkedAt'>>;
  close(): Promise<void>;
}

/** A transaction of a service. */
export interface ServiceTransaction {
  readonly trx: AnyTransaction;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** What every implementation of {@link EffectStore} promises. `open` is called for each test. */
export function effectStoreBehaviour(name: string, open: () => Promise<OpenEffectStore>): void {
  describe(`${name} as the store of effects`, () => {
    let opened: OpenEffectStore;
    let store: EffectStore;
    const effects = ['garden.water', 'garden.sow'];
    const leaseMs = 60_000;
    const call = { actor: { id: 'ann', roles: ['gardener'] }, correlationId: 'c-1', traceparent: '', subject: 'oak' };
    const captured = { result: 'watered', litres: 2 };

    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    const always =
      (plan: Plan): Decide =>
      () =>
        plan;
    const doing = (step: 'perform' | 'find-out' | 'give-up' | 'conclude' | 'abandon') => always({ do: step, leaseMs });
    const waiting = always({ do: 'wait', forMs: 0, undecided: true, failure: 'rain' });
    const anIntent = (key: string, effect = 'garden.water', request: unknown = { litres: 2 }) => ({
      effect,
      key,
      request,
      call,
    });
    const intend = async (...intents: ReturnType<typeof anIntent>[]) => {
      const transaction = await opened.begin();
      await store.write(transaction.trx, intents);
      await transaction.commit();
    };
    const take = (decide: Decide = doing('perform'), limit = 10) => store.take({ effects, limit }, decide);
    const takeOne = async (decide: Decide = doing('perform')): Promise<InHand> => {
      const taken = await take(decide);
      expect(taken).toHaveLength(1);
      return taken[0]!;
    };
    const keysOf = (taken: readonly InHand[]) => taken.map(({ intent }) => intent.key);
    const learn = (id: string, outcome: unknown = captured) => store.learn({ id }, { outcome, by: 'told', leaseMs });
    const conclude = async (id: string) => {
      const transaction = await opened.begin();
      await store.lock(transaction.trx, id);
      await store.conclude(transaction.trx, id);
      await transaction.commit();
    };

    describe('an intent', () => {
      test('is there when its transaction has committed, as it was written', async () => {
        const transaction = await opened.begin();
        await store.write(transaction.trx, [anIntent('oak')]);
        expect(await take()).toEqual([]);
        await transaction.commit();
        const { intent, step } = await takeOne();
        expect(step).toBe('perform');
        expect(intent).toMatchObject({
          effect: 'garden.water',
          key: 'oak',
          request: { litres: 2 },
          call,
          state: 'waiting',
        });
        expect(intent.id).toMatch(/^[0-9a-f-]{36}$/);
      });

      test('is not there when it was rolled back', async () => {
        const transaction = await opened.begin();
        await store.write(transaction.trx, [anIntent('oak')]);
        await transaction.rollback();
        expect(await take()).toEqual([]);
      });

      test('is the same one when it is written again, in its transaction or later, concluded or not', async () => {
        await intend(anIntent('oak'), anIntent('oak'));
        const { intent } = await takeOne();
        await intend(anIntent('oak'));
        await learn(intent.id);
        await conclude(intent.id);
        await intend(anIntent('oak', 'garden.water', { litres: 2 }));
        await opened.makeDue();
        expect(await take()).toEqual([]);
      });

      test('is refused with another request, and nothing of that transaction is kept', async () => {
        await intend(anIntent('oak'));
        const transaction = await opened.begin();
        const changed = store.write(transaction.trx, [anIntent('elm'), anIntent('oak', 'garden.water', { litres: 3 })]);
        await expect(changed).rejects.toThrow(RequestChanged);
        await transaction.rollback();
        expect(keysOf(await take())).toEqual(['oak']);
      });

      test('is another one for another effect or key', async () => {
        await intend(anIntent('oak'), anIntent('elm'), anIntent('oak', 'garden.sow', { seeds: 1 }));
        expect(await store.counts()).toMatchObject({ waiting: 3 });
      });

      test('of a key waits for the commit of an earlier one of that key', async () => {
        const first = await opened.begin();
        await store.write(first.trx, [anIntent('oak', 'garden.sow')]);
        const second = intend(anIntent('oak'));
        // Time enough for a transaction that waits for nobody.
        for (let look = 0; look < 20; look += 1) expect(await store.counts()).toMatchObject({ waiting: 0 });
        await first.commit();
        await second;
        expect((await takeOne()).intent.effect).toBe('garden.sow');
      });
    });

    describe('taking', () => {
      test('gives an intent to one only, until the lease has run out', async () => {
        await intend(anIntent('oak'));
        const first = await takeOne();
        expect(await take()).toEqual([]);
        await opened.makeDue();
        const second = await takeOne(doing('find-out'));
        expect(second.intent.id).toBe(first.intent.id);
        expect(second.token).not.toBe(first.token);
      });

      test('records an attempt before it begins, and its time for ever', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        expect(intent.attempts).toBe(1);
        expect(intent.firstAttemptAt).toBeInstanceOf(Date);
        await opened.makeDue();
        const again = await takeOne();
        expect(again.intent).toMatchObject({ attempts: 2, firstAttemptAt: intent.firstAttemptAt });
        await opened.makeDue();
        expect((await takeOne(doing('find-out'))).intent.attempts).toBe(2);
      });

      test('gives those of one key one after the other, whatever their effect, the first first', async () => {
        await intend(anIntent('oak'), anIntent('oak', 'garden.sow'), anIntent('elm'));
        const taken = await take();
        expect(taken.map(({ intent }) => `${intent.effect} ${intent.key}`).toSorted()).toEqual([
          'garden.water elm',
          'garden.water oak',
        ]);
        expect(await take()).toEqual([]);
        const { id } = taken.find(({ intent }) => intent.key === 'oak')!.intent;
        await learn(id);
        expect(await take()).toEqual([]);
        await conclude(id);
        expect((await takeOne()).intent.effect).toBe('garden.sow');
      });

      test('passes over effects that nobody here performs, which hold their key back all the same', async () => {
        await intend(anIntent('oak', 'garden.mow'), anIntent('oak'), anIntent('elm'));
        expect(keysOf(await take())).toEqual(['elm']);
      });

      test('takes no more than it may, what is due the longest first', async () => {
        await intend(anIntent('oak'));
        await intend(anIntent('elm'));
        expect(keysOf(await take(doing('perform'), 1))).toEqual(['oak']);
        expect(keysOf(await take(doing('perform'), 1))).toEqual(['elm']);
      });

      test('passes over an intent that is being concluded', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        await learn(intent.id);
        await opened.makeDue();
        const transaction = await opened.begin();
        await store.lock(transaction.trx, intent.id);
        expect(await take(doing('conclude'))).toEqual([]);
        await transaction.rollback();
        expect(await take(doing('conclude'))).toHaveLength(1);
      });

      test("is decided by the database's clock", async () => {
        await intend(anIntent('oak'));
        const seen: number[] = [];
        await take((intent, now) => {
          seen.push(now.getTime() - intent.intendedAt.getTime());
          return { do: 'perform', leaseMs };
        });
        expect(seen[0]).toBeGreaterThanOrEqual(0);
        expect(seen[0]).toBeLessThan(60_000);
      });

      test('may abandon: then that is what is known, at once', async () => {
        await intend(anIntent('oak'));
        const { intent, step } = await takeOne(doing('abandon'));
        expect(step).toBe('conclude');
        expect(intent.known).toMatchObject({ outcome: 'abandoned', by: 'executor' });
        expect(await learn(intent.id)).toEqual({ is: 'contradicts' });
      });
    });

    describe('going on', () => {
      test('renews the lease for the next step, and counts another attempt', async () => {
        await intend(anIntent('oak'));
        const first = await takeOne();
        const second = await store.goOn(first, doing('perform'));
        expect(second).toMatchObject({ step: 'perform', intent: { attempts: 2 } });
        expect(await store.goOn(first, doing('perform'))).toBe('lost');
      });

      test('lets go until later, and keeps why', async () => {
        await intend(anIntent('oak'));
        const inHand = await takeOne();
        expect(await store.goOn(inHand, waiting)).toBe('let-go');
        expect(await opened.read(inHand.intent.id)).toMatchObject({ failures: 1, undecided: 1, lastError: 'rain' });
        expect(await takeOne(doing('find-out'))).toMatchObject({ intent: { attempts: 1 } });
        await opened.makeDue();
        const later = always({ do: 'wait', forMs: 60_000, undecided: false, failure: 'rain' });
        expect(await store.goOn(await takeOne(), later)).toBe('let-go');
        expect(await take()).toEqual([]);
      });

      test('parks, and holds the key back', async () => {
        await intend(anIntent('oak'), anIntent('oak', 'garden.sow'));
        const inHand = await takeOne();
        expect(await store.goOn(inHand, always({ do: 'park', failure: 'who knows' }))).toBe('let-go');
        await opened.makeDue();
        expect(await take()).toEqual([]);
        expect(await store.counts()).toMatchObject({ parked: 1, waiting: 1 });
        expect(await opened.read(inHand.intent.id)).toMatchObject({ state: 'parked', lastError: 'who knows' });
      });

      test('parks and looks again after a time, which changes nothing for anybody else', async () => {
        await intend(anIntent('oak'), anIntent('oak', 'garden.sow'));
        const parking = always({ do: 'park', againInMs: 60_000, failure: 'who knows' });
        expect(await store.goOn(await takeOne(), parking)).toBe('let-go');
        expect(await take()).toEqual([]);
        await opened.makeDue();
        const again = await takeOne(doing('give-up'));
        expect(again.intent).toMatchObject({ key: 'oak', effect: 'garden.water', state: 'parked', attempts: 1 });
        expect(await take()).toEqual([]);
        expect(await store.goOn(again, doing('find-out'))).toMatchObject({ step: 'find-out' });
        await opened.makeDue();
        const { parkedAt } = again.intent;
        expect(await store.goOn(await takeOne(doing('find-out')), parking)).toBe('let-go');
        expect(await store.counts()).toMatchObject({ parked: 1, waiting: 1 });
        expect(await opened.read(again.intent.id)).toMatchObject({ state: 'parked', parkedAt, failures: 2 });
      });

      test('keeps why it failed, whatever the outside has written there', async () => {
        await intend(anIntent('oak'));
        const inHand = await takeOne();
        const failing = always({ do: 'wait', forMs: 0, undecided: false, failure: 'rain\0 and \uD800' });
        expect(await store.goOn(inHand, failing)).toBe('let-go');
        expect(await opened.read(inHand.intent.id)).toMatchObject({ failures: 1, lastError: 'rain\uFFFD and \uFFFD' });
      });

      test.each([
        ['whose lease has run out', async () => opened.makeDue()],
        ['that somebody else has taken over', async () => void (await opened.makeDue(), await takeOne())],
        ['that somebody has told the outcome of', async (id: string) => void (await learn(id))],
      ])('is refused for an intent %s', async (_, happens) => {
        await intend(anIntent('oak'));
        const inHand = await takeOne();
        await happens(inHand.intent.id);
        const before = await opened.read(inHand.intent.id);
        expect(await store.goOn(inHand, waiting)).toBe('lost');
        expect(await opened.read(inHand.intent.id)).toEqual(before);
      });
    });

    describe('an outcome', () => {
      test('is known by whoever tells it first, and that one has the lease to conclude', async () => {
        await intend(anIntent('oak'));
        const inHand = await takeOne();
        const learned = await store.learn(
          { effect: 'garden.water', key: 'oak' },
          { outcome: captured, by: 'told', leaseMs },
        );
        expect(learned).toMatchObject({ is: 'new', inHand: { step: 'conclude', intent: { id: inHand.intent.id } } });
        expect(await take(doing('conclude'))).toEqual([]);
        await opened.makeDue();
        const { intent } = await takeOne(doing('conclude'));
        expect(intent.known).toMatchObject({ outcome: captured, by: 'told' });
      });

      test('of nothing that was intended is told so', async () => {
        expect(
          await store.learn({ effect: 'garden.water', key: 'oak' }, { outcome: captured, by: 'told', leaseMs }),
        ).toEqual({
          is: 'unknown-intent',
        });
      });

      test('told again is no news, whatever the sequence of its fields', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        await learn(intent.id);
        expect(await learn(intent.id, { litres: 2, result: 'watered' })).toEqual({ is: 'known' });
        await conclude(intent.id);
        expect(await learn(intent.id)).toEqual({ is: 'known' });
        expect(await opened.contradictions()).toEqual([]);
      });

      test('told otherwise changes nothing, and is kept once', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        await learn(intent.id, 'abandoned');
        await conclude(intent.id);
        expect(await learn(intent.id)).toEqual({ is: 'contradicts' });
        expect(await learn(intent.id)).toEqual({ is: 'contradicts' });
        expect(await opened.contradictions()).toEqual([captured]);
        expect(await opened.read(intent.id)).toMatchObject({ state: 'concluded', known: { outcome: 'abandoned' } });
        expect(await store.counts()).toEqual({ waiting: 0, parked: 0, stuck: 0, contradictions: 1 });
      });

      test('of another call than ours concludes nothing, and is kept once for each', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        const tell = (idempotencyKey: string) =>
          store.learn(
            { effect: 'garden.water', key: 'oak' },
            { outcome: captured, by: 'told', idempotencyKey, leaseMs },
          );
        expect(await tell('another')).toEqual({ is: 'contradicts' });
        expect(await opened.read(intent.id)).toMatchObject({ state: 'waiting', known: undefined });
        expect(await tell(intent.id)).toMatchObject({ is: 'new' });
        expect(await tell('another')).toEqual({ is: 'contradicts' });
        expect(await tell('a third')).toEqual({ is: 'contradicts' });
        expect(await tell(intent.id)).toEqual({ is: 'known' });
        expect(await opened.contradictions()).toEqual([captured, captured]);
      });

      test('of another call is not what a person acknowledged before', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        await learn(intent.id, 'abandoned');
        await learn(intent.id);
        const another = { outcome: captured, by: 'told', idempotencyKey: 'another', leaseMs } as const;
        expect(await store.learn({ id: intent.id }, another)).toEqual({ is: 'contradicts' });
        expect(await opened.contradictions()).toEqual([captured, captured]);
      });

      test('frees what was parked, and with its conclusion what waited behind it', async () => {
        await intend(anIntent('oak'), anIntent('oak', 'garden.sow'));
        const inHand = await takeOne();
        await store.goOn(inHand, always({ do: 'park', failure: '' }));
        expect(await learn(inHand.intent.id)).toMatchObject({ is: 'new' });
        expect(await store.counts()).toMatchObject({ parked: 0, waiting: 2 });
        await conclude(inHand.intent.id);
        expect((await takeOne()).intent.effect).toBe('garden.sow');
      });

      test('begins its pauses anew, and shows when it cannot be concluded', async () => {
        await intend(anIntent('oak'));
        await store.goOn(await takeOne(), waiting);
        const { intent } = await takeOne();
        expect(intent.failures).toBe(1);
        const learned = await learn(intent.id);
        if (learned.is !== 'new') throw new Error(learned.is);
        expect(learned.inHand.intent).toMatchObject({ failures: 0, lastError: undefined });
        expect(await store.counts()).toMatchObject({ stuck: 0 });
        await store.goOn(learned.inHand, waiting);
        expect(await store.counts()).toMatchObject({ waiting: 1, stuck: 1 });
      });
    });

    describe('concluding', () => {
      test('is for one, once', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        await learn(intent.id);
        const [one, other] = [await opened.begin(), await opened.begin()];
        expect(await store.lock(one.trx, intent.id)).toMatchObject({ known: { outcome: captured } });
        const waits = store.lock(other.trx, intent.id);
        await store.conclude(one.trx, intent.id);
        await one.commit();
        expect(await waits).toBeUndefined();
        await other.rollback();
        expect(await store.counts()).toMatchObject({ waiting: 0, stuck: 0 });
      });

      test('may be tried again after a rollback', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        await learn(intent.id);
        const failing = await opened.begin();
        await store.lock(failing.trx, intent.id);
        await store.conclude(failing.trx, intent.id);
        await failing.rollback();
        await conclude(intent.id);
        expect(await opened.read(intent.id)).toMatchObject({ state: 'concluded' });
      });

      test('is refused while nothing is known', async () => {
        await intend(anIntent('oak'));
        const { intent } = await takeOne();
        const transaction = await opened.begin();
        expect(await store.lock(transaction.trx, intent.id)).toBeUndefined();
        await transaction.rollback();
      });
    });

    describe('a decision of a person', () => {
      const told = { by: 'person', leaseMs } as const;
      const aParked = async () => {
        await intend(anIntent('oak'));
        const inHand = await takeOne();
        await store.goOn(inHand, always({ do: 'park', failure: '' }));
        return inHand.intent.id;
      };
      const open1 = async (): Promise<OpenDecision> => (await store.decisions(effects, 10))[0]!;

      test('is found until it is settled, and becomes what is known', async () => {
        const id = await aParked();
        await opened.decide({ id, outcome: captured });
        const decision = await open1();
        expect(decision).toMatchObject({ intent: { id, effect: 'garden.water', key: 'oak' }, outcome: captured });
        expect(await store.decisions(['garden.sow'], 10)).toEqual([]);
        const accepted = await store.accept(decision, { ...told, outcome: captured });
        expect(accepted).toMatchObject({
          is: 'new',
          inHand: { step: 'conclude', intent: { known: { by: 'person' } } },
        });
        expect(await opened.decisions()).toEqual([{ result: 'accepted', refusal: null }]);
        expect(await store.decisions(effects, 10)).toEqual([]);
        expect(await store.accept(decision, { ...told, outcome: captured })).toEqual({ is: 'gone' });
      });

      test('takes the lease from an attempt that is running', async () => {
        await intend(anIntent('oak'));
        const inHand = await takeOne();
        await opened.decide({ id: inHand.intent.id, outcome: 'abandoned' });
        await store.accept(await open1(), { ...told, outcome: 'abandoned' });
        expect(await store.goOn(inHand, doing('perform'))).toBe('lost');
        expect(await learn(inHand.intent.id)).toEqual({ is: 'contradicts' });
      });

      test('is refused when something else is known, with a sentence', async () => {
        const id = await aParked();
        await opened.decide({ id, outcome: 'abandoned' });
        await learn(id);
        expect(await store.accept(await open1(), { ...told, outcome: 'abandoned' })).toEqual({ is: 'refused' });
        const [settled] = await opened.decisions();
        expect(settled).toMatchObject({ result: 'refused' });
        expect(settled?.refusal).toContain('is known already, by told');
        expect(await opened.contradictions()).toEqual([]);
      });

      test('that says what is known is accepted, and gives nobody anything to conclude', async () => {
        const id = await aParked();
        await learn(id);
        await opened.decide({ id, outcome: captured });
        expect(await store.accept(await open1(), { ...told, outcome: captured })).toEqual({ is: 'known' });
      });

      test('about what was contradicted before acknowledges that', async () => {
        const id = await aParked();
        await learn(id, 'abandoned');
        await learn(id);
        await opened.decide({ id, outcome: captured });
        expect(await store.accept(await open1(), { ...told, outcome: captured })).toEqual({ is: 'acknowledged' });
        expect(await store.counts()).toMatchObject({ contradictions: 0 });
        expect(await opened.read(id)).toMatchObject({ known: { outcome: 'abandoned' } });
        expect(await learn(id)).toEqual({ is: 'contradicts' });
        expect(await store.counts()).toMatchObject({ contradictions: 0 });
      });

      test('that cannot be followed is kept with the reason', async () => {
        const id = await aParked();
        await opened.decide({ id, outcome: { nonsense: true } });
        await store.refuse(await open1(), 'This is no outcome.');
        expect(await opened.decisions()).toEqual([{ result: 'refused', refusal: 'This is no outcome.' }]);
        expect(await opened.read(id)).toMatchObject({ state: 'parked', known: undefined });
      });
    });
  });
}
