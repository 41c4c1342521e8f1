import type { AnyTransaction, Shared } from '@holdfast/work';
import { consumerBuried, consumerParking, type ConsumerFacts } from '../points.ts';
import { processSpan, type TracedRecord } from '../tracing/messaging-spans.ts';
import type { Arrival, Message } from './arrival.ts';
import { auditEntryOf } from './audit-entry-of.ts';
import { callOf, callOfSeveral } from './call-of.ts';
import { capped } from './capped.ts';
import type { Parking } from './consumer-store.ts';
import { deadLetterOf, type Death } from './dead-letter.ts';
import { failureOf } from './failure-of.ts';
import { PlaceLost } from './place-lost.ts';
import type { Plan, ToPark } from './plan.ts';
import type { HeldPlace, Reading } from './reading.ts';
import { isTooLate } from './too-late.ts';
import { turnsOf, type Turn } from './turns.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handlers' business
export type Transacting = Shared<any>;

/**
 * One transaction in which messages have their effect, in a place that is held. What it does, it does in the transaction
 * and nowhere else, so that all of it commits with the position, or nothing.
 */
export class Effect {
  readonly #reading: Reading;
  readonly #place: HeldPlace;
  readonly #shared: Transacting;

  constructor(reading: Reading, place: HeldPlace, shared: Transacting) {
    this.#reading = reading;
    this.#place = place;
    this.#shared = shared;
  }

  get trx(): AnyTransaction {
    return this.#shared.trx;
  }

  get now(): Date {
    return this.#shared.now;
  }

  /**
   * Moves the position on, or only holds it. The first statement: whoever claims the place meanwhile waits for the end of
   * this transaction, and whoever has claimed it before ends this one.
   */
  async hold(to = this.#place.next): Promise<void> {
    const { token, next: from } = this.#place;
    const moved = await this.#reading.store.advance(this.trx, this.#reading.consumer, this.#place, { token, from, to });
    if (moved === 'fenced')
      throw new PlaceLost(this.#place, `somebody else has claimed it, or moved it away from ${from}`);
  }

  /** Runs the handlers of these messages. `check` is called before each, and throws when it is better not to go on. */
  async handle(messages: readonly Message[], check: () => void): Promise<void> {
    for (const turn of turnsOf(messages)) {
      check();
      await ('one' in turn ? this.#handleOne(turn.one) : this.#handleSeveral(turn.several));
    }
  }

  /** Writes what is not handled: behind its key, and of the dead and the undecodable a copy for people. */
  async putAside({ parked, undecodable }: Pick<Plan, 'parked' | 'undecodable'>): Promise<void> {
    const { store, consumer } = this.#reading;
    if (parked.length > 0) {
      await store.park(this.trx, consumer, this.#place, parked.map(parkingOf));
      for (const one of parked) await this.#buryIfDead(one);
      consumerParking.reached(this.factsOf(parked[0]!.arrival));
    }
    if (undecodable.length === 0) return;
    const copies = undecodable.map(({ record, error }) =>
      deadLetterOf(record, this.#deathOf({ reason: 'undecodable', failure: failureOf(error, 1) })),
    );
    await store.sendCopies(this.trx, copies);
  }

  factsOf({ record, messageId }: Pick<Arrival, 'record' | 'messageId'>): ConsumerFacts {
    const { topic, partition } = this.#place;
    return { consumer: this.#reading.consumer, topic, partition, offset: String(record.offset), messageId };
  }

  async #handleOne(message: Message): Promise<void> {
    const { event, handler, data } = message;
    const { consumer, settings, time } = this.#reading;
    const span = processSpan(this.#tracedOf(message));
    const useCase = isTooLate(message, this.now) && handler.tooLate ? 'tooLate' : 'run';
    try {
      await this.#audit(message);
      await span.run(() =>
        this.#shared.within(callOf(event, consumer, span.traceparent), (scope) =>
          capped(time, settings.handlerMs, () => handler[useCase]!(data, scope)),
        ),
      );
      span.end();
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  async #handleSeveral(messages: Extract<Turn, { several: unknown }>['several']): Promise<void> {
    const { consumer, settings, time } = this.#reading;
    for (const message of messages) await this.#audit(message);
    const [{ event, handler }] = messages;
    const data = messages.map((message) => message.data);
    await this.#shared.within(callOfSeveral(event, consumer), (scope) =>
      capped(time, settings.handlerMs, () => handler.run(data, withoutVoice(scope))),
    );
  }

  /** Before the handler: whatever that asks for by itself, it is a person's doing that is written down already. */
  async #audit({ event }: Message): Promise<void> {
    const entry = auditEntryOf(event, this.#reading.consumer);
    if (entry) await this.#reading.store.audit(this.trx, entry);
  }

  async #buryIfDead({ arrival, fate }: ToPark): Promise<void> {
    if (fate?.is !== 'dead') return;
    const { record } = arrival;
    const { store, consumer } = this.#reading;
    const failed = { offset: record.offset, key: record.key, failure: fate.failure };
    await store.bury(this.trx, consumer, this.#place, failed, deadLetterOf(record, this.#deathOf(fate)));
    consumerBuried.reached(this.factsOf(arrival));
  }

  #deathOf(how: Pick<Death, 'reason' | 'failure'>): Death {
    const { topic, partition, clusterId } = this.#place;
    const { now } = this;
    return { topic, partition, clusterId, consumer: this.#reading.consumer, ...how, firstFailedAt: now, now };
  }

  #tracedOf({ record, event }: Message): TracedRecord {
    return tracedOf({ record, event }, this.#place, this.#reading.consumer);
  }
}

/** A message as its spans tell of it. */
export function tracedOf(
  { record, event }: Pick<Message, 'record' | 'event'>,
  { topic, partition }: HeldPlace,
  consumer: string,
): TracedRecord {
  const { id, traceparent } = event;
  return { topic, partition, consumer, id, traceparent, key: record.key, offset: record.offset };
}

/** Ids that are made for several messages together would depend on how the batch was cut, and so would what is said. */
function withoutVoice(scope: Record<string, unknown>): Record<string, unknown> {
  const { publish: _publish, intend: _intend, newId: _newId, ...rest } = scope;
  return rest;
}

function parkingOf({ arrival, fate }: ToPark): Parking {
  const { record, messageId, day } = arrival;
  const { offset, key, headers, value, timestamp } = record;
  const kept = { offset, key, messageId, day, headers, value: value!, timestamp };
  if (!fate) return kept;
  const retryInMs = fate.is === 'parked' ? fate.retryInMs : undefined;
  return { ...kept, failure: fate.failure, ...(retryInMs !== undefined && { retryInMs }) };
}
