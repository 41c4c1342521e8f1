import { randomUUID } from 'node:crypto';
import type { AnyTransaction } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';
import { advance, learned, type Decide } from '../intent/advance.ts';
import type { Intent, KnownBy } from '../intent/intent.ts';
import { isSameJson } from '../intent/same-json.ts';
import {
  refusalOf,
  RequestChanged,
  type Counts,
  type EffectStore,
  type InHand,
  type Learning,
  type NewIntent,
  type OpenDecision,
  type Settling,
  type Told,
  type Which,
} from '../store/effect-store.ts';

/** What was told after something else was known. */
export interface MemoryContradiction {
  readonly intent: string;
  readonly idempotencyKey: string;
  readonly outcome: unknown;
  readonly by: KnownBy;
  readonly toldAt: Date;
  readonly isSettled: boolean;
}

/** A decision, and what became of it. */
export interface MemoryDecision extends OpenDecision {
  readonly decidedAt: Date;
  readonly result?: 'accepted' | 'acknowledged' | 'refused';
  readonly refusal?: string;
}

/** Intents in memory, with the row locks that the promises of the store need. */
export class MemoryEffectStore implements EffectStore {
  readonly #now: () => number;
  readonly #rows = new Map<string, Intent>();
  readonly #locks = new Map<string, MemoryTransaction>();
  readonly #decisions = new Map<string, MemoryDecision>();
  #contradictions: MemoryContradiction[] = [];
  #lastPosition = 0n;

  constructor({ now = () => Date.now() }: { now?: () => number } = {}) {
    this.#now = now;
  }

  /** Everything that is committed, in the sequence of the positions. */
  intents(): readonly Intent[] {
    return [...this.#rows.values()].toSorted((one, other) => Number(one.position - other.position));
  }

  contradictions(): readonly MemoryContradiction[] {
    return this.#contradictions;
  }

  allDecisions(): readonly MemoryDecision[] {
    return [...this.#decisions.values()];
  }

  /** What `decide` does in PostgreSQL. */
  decide({ id, outcome, decidedBy = 'somebody' }: { id: string; outcome: unknown; decidedBy?: string }): string {
    const { effect, key } = this.#rows.get(id)!;
    const decision = String(this.#decisions.size + 1);
    const about = { id: decision, intent: { id, effect, key }, outcome, decidedBy, decidedAt: this.#clock() };
    this.#decisions.set(decision, about);
    return decision;
  }

  /** Lets every lease, and every pause, run out now. What is parked for good stays so. */
  makeDue(): void {
    for (const row of this.#rows.values()) {
      if (!row.nextAt) continue;
      const lease = row.lease && { ...row.lease, until: this.#clock() };
      this.#put({ ...row, nextAt: this.#clock(), lease });
    }
  }

  async write(trx: AnyTransaction, intents: readonly NewIntent[]): Promise<void> {
    const transaction = MemoryTransaction.of(trx);
    for (const key of [...new Set(intents.map((intent) => intent.key))].toSorted()) {
      await transaction.lock(this.#locks, `key ${key}`);
    }
    const written: Intent[] = [];
    for (const intent of intents) {
      const same = this.#find(intent) ?? written.find((row) => row.effect === intent.effect && row.key === intent.key);
      if (same && !isSameJson(same.request, intent.request)) throw new RequestChanged(intent);
      if (!same) written.push(this.#new(intent));
    }
    transaction.atCommit(() => written.forEach((row) => this.#put(row)));
  }

  async take({ effects, limit }: { effects: readonly string[]; limit: number }, decide: Decide): Promise<InHand[]> {
    const due = this.intents()
      .filter(({ effect, state }) => state !== 'concluded' && effects.includes(effect))
      .filter((row) => isDue(row, this.#clock()) && !this.#isHeldBack(row) && !this.#locks.has(row.id))
      .toSorted((one, other) => one.nextAt!.getTime() - other.nextAt!.getTime())
      .slice(0, limit);
    return due.flatMap((row) => this.#record(row, decide) ?? []);
  }

  goOn({ intent, token }: InHand, decide: Decide): Promise<InHand | 'let-go' | 'lost'> {
    return this.#whenFree(intent.id, (row) => {
      const isOurs = row?.lease?.token === token && row.lease.until > this.#clock();
      return isOurs ? (this.#record(row, decide) ?? 'let-go') : 'lost';
    });
  }

  async learn(which: Which, told: Told): Promise<Learning> {
    const id = 'id' in which ? which.id : this.#find(which)?.id;
    return id === undefined ? { is: 'unknown-intent' } : this.#whenFree(id, (row) => this.#learn(row, told));
  }

  async lock(trx: AnyTransaction, id: string): Promise<Intent | undefined> {
    await MemoryTransaction.of(trx).lock(this.#locks, id);
    const row = this.#rows.get(id);
    return row?.known && row.state !== 'concluded' ? row : undefined;
  }

  async conclude(trx: AnyTransaction, id: string): Promise<void> {
    const row = this.#rows.get(id)!;
    const concluded = {
      state: 'concluded',
      concludedAt: this.#clock(),
      lease: undefined,
      lastError: undefined,
    } as const;
    MemoryTransaction.of(trx).atCommit(() => this.#put({ ...row, ...concluded }));
  }

  async decisions(effects: readonly string[], limit: number): Promise<OpenDecision[]> {
    return [...this.#decisions.values()]
      .filter(({ result, intent }) => result === undefined && effects.includes(intent.effect))
      .slice(0, limit);
  }

  accept(decision: OpenDecision, told: Told): Promise<Settling> {
    return this.#whenFree(decision.intent.id, (row) => this.#accept(row!, this.#decisions.get(decision.id)!, told));
  }

  async refuse({ id }: OpenDecision, refusal: string): Promise<void> {
    const open = this.#decisions.get(id)!;
    if (!open.result) this.#decisions.set(id, { ...open, result: 'refused', refusal });
  }

  async counts(): Promise<Counts> {
    const rows = this.intents();
    return {
      waiting: rows.filter(({ state }) => state === 'waiting').length,
      parked: rows.filter(({ state }) => state === 'parked').length,
      stuck: rows.filter(({ state, known, lastError }) => state === 'waiting' && known && lastError).length,
      contradictions: this.#contradictions.filter(({ isSettled }) => !isSettled).length,
    };
  }

  #new(intent: NewIntent): Intent {
    const now = this.#clock();
    const untouched = { attempts: 0, failures: 0, undecided: 0, firstAttemptAt: undefined, lease: undefined };
    const open = { lastError: undefined, parkedAt: undefined, known: undefined, concludedAt: undefined };
    const made = { id: randomUUID(), position: ++this.#lastPosition, intendedAt: now, nextAt: now };
    return { ...structuredClone(intent), ...untouched, ...open, ...made, state: 'waiting' };
  }

  #find({ effect, key }: { effect: string; key: string }): Intent | undefined {
    return [...this.#rows.values()].find((row) => row.effect === effect && row.key === key);
  }

  #isHeldBack({ key, position }: Intent): boolean {
    return [...this.#rows.values()].some(
      (row) => row.key === key && row.position < position && row.state !== 'concluded',
    );
  }

  /** Runs when no transaction holds the row any more, and in one piece. */
  async #whenFree<T>(id: string, then: (row: Intent | undefined) => T): Promise<T> {
    for (let holder = this.#locks.get(id); holder; holder = this.#locks.get(id)) await holder.ended;
    return then(this.#rows.get(id));
  }

  #learn(row: Intent | undefined, told: Told): Learning {
    if (!row) return { is: 'unknown-intent' };
    const { outcome, by, idempotencyKey = row.id } = told;
    if (idempotencyKey === row.id && !row.known) return { is: 'new', inHand: this.#keep(row, told) };
    if (idempotencyKey === row.id && isSameJson(row.known!.outcome, outcome)) return { is: 'known' };
    const isThere = this.#contradictions.some(
      (one) => one.intent === row.id && one.idempotencyKey === idempotencyKey && isSameJson(one.outcome, outcome),
    );
    const contradiction = { intent: row.id, idempotencyKey, outcome, by, toldAt: this.#clock(), isSettled: false };
    if (!isThere) this.#contradictions.push(contradiction);
    return { is: 'contradicts' };
  }

  #accept(row: Intent, open: MemoryDecision, told: Told): Settling {
    if (open.result) return { is: 'gone' };
    const settle = (settled: Pick<MemoryDecision, 'result' | 'refusal'>) =>
      this.#decisions.set(open.id, { ...open, ...settled });
    if (!row.known) {
      settle({ result: 'accepted' });
      return { is: 'new', inHand: this.#keep(row, told) };
    }
    if (this.#settleContradictions(open)) {
      settle({ result: 'acknowledged' });
      return { is: 'acknowledged' };
    }
    const isSame = isSameJson(row.known.outcome, told.outcome);
    settle(isSame ? { result: 'accepted' } : { result: 'refused', refusal: refusalOf(row.known) });
    return { is: isSame ? 'known' : 'refused' };
  }

  #record(row: Intent, decide: Decide): InHand | undefined {
    const plan = decide(row, this.#clock());
    const token = randomUUID();
    const intent = this.#put(advance(row, plan, { now: this.#clock(), token }));
    if (plan.do === 'wait' || plan.do === 'park') return undefined;
    return { intent, token, step: plan.do === 'abandon' ? 'conclude' : plan.do };
  }

  #keep(row: Intent, { outcome, by, leaseMs }: Told): InHand {
    const token = randomUUID();
    const intent = this.#put(learned(row, { outcome, by, at: this.#clock() }, { token, leaseMs }));
    return { intent, token, step: 'conclude' };
  }

  #settleContradictions({ intent, decidedAt }: MemoryDecision): boolean {
    const isMeant = (one: MemoryContradiction) => one.intent === intent.id && !one.isSettled && one.toldAt <= decidedAt;
    const isAny = this.#contradictions.some(isMeant);
    this.#contradictions = this.#contradictions.map((one) => (isMeant(one) ? { ...one, isSettled: true } : one));
    return isAny;
  }

  #put(row: Intent): Intent {
    this.#rows.set(row.id, row);
    return row;
  }

  #clock(): Date {
    return new Date(this.#now());
  }
}

function isDue({ nextAt }: Intent, now: Date): boolean {
  return nextAt !== undefined && nextAt <= now;
}
