import { RecordRefused, type Broker, type OutgoingRecord } from '@holdfast/messaging';
import type { Actor } from '../explorer/actor.ts';
import type { Limits } from '../explorer/limits.ts';
import type { Step } from '../explorer/world.ts';

/** A record in the log. */
export interface Landed {
  readonly id: string;
  readonly key: string;
  readonly isVoid: boolean;
}

/** What the network needs to know of the world. */
export interface NetworkOptions {
  readonly limits: Limits<'errors' | 'refusals'>;
  /** On which partition a key lies. */
  readonly partitionOf: (key: string) => number;
  /** The record that the broker may refuse. */
  readonly refusable: string | undefined;
  /** A record is about to be appended. */
  readonly lands: (record: Landed) => void;
}

interface Sending {
  readonly name: string;
  readonly by: Actor;
  readonly parts: Part[];
  readonly answer: (error?: Error) => void;
  isAnswered: boolean;
}

interface Part {
  readonly partition: number;
  readonly records: readonly Landed[];
  hasLanded: boolean;
}

/**
 * The way to the log and the log. What is sent is under way at once, and lands later, earlier than the answer or after the
 * sender has given up or died, or never: partition by partition, each part whole.
 */
export class Network {
  readonly log = new Map<number, Landed[]>();
  readonly #options: NetworkOptions;
  #underWay: Sending[] = [];
  readonly #sent = new Map<Actor, number>();

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** The broker as this process has it. Nothing but `send` is asked of it. */
  brokerFor(by: Actor): Broker {
    const send: Broker['send'] = (records) =>
      new Promise((resolve, reject) => {
        const number = (this.#sent.get(by) ?? 0) + 1;
        this.#sent.set(by, number);
        const answer = (error?: Error) => {
          by.hears(error ? `send!${error.name}` : 'sent');
          if (!by.isAlive) return;
          if (error) reject(error);
          else resolve();
        };
        const parts = this.#partsOf(records.map(landedOf));
        by.hears(`send ${parts.map(namesOf).join('|')}`);
        this.#underWay.push({ name: `${by.name}'s send ${number}`, by, parts, answer, isAnswered: false });
      });
    return { send } as Broker;
  }

  /** A broker that appends at once: for when nothing is disturbed any more. */
  withoutFaults(): Broker {
    const send: Broker['send'] = async (records) => {
      for (const part of this.#partsOf(records.map(landedOf))) this.#land(part);
    };
    return { send } as Broker;
  }

  steps(): Step[] {
    this.#underWay = this.#underWay.filter((sending) => !this.#isOver(sending));
    return this.#underWay.flatMap((sending) => [
      ...this.#landings(sending),
      ...(this.#isAwaited(sending) ? this.#answers(sending) : []),
    ]);
  }

  key(): unknown {
    const underWay = this.#underWay
      .filter((sending) => !this.#isOver(sending))
      .map((sending) => [this.#isAwaited(sending) ? sending.by.name : '', sending.parts.map(stateOf)]);
    return [[...this.log].map(([partition, records]) => [partition, records.map(nameOf)]), underWay];
  }

  #landings(sending: Sending): Step[] {
    return sending.parts
      .filter((part) => !part.hasLanded)
      .map((part) => ({
        name: `log: ${namesOf(part)} of ${sending.name}${this.#isAwaited(sending) ? '' : ', late'}`,
        take: () => this.#land(part),
      }));
  }

  #answers(sending: Sending): Step[] {
    const { limits, refusable } = this.#options;
    const { name } = sending;
    const hasLanded = sending.parts.every((part) => part.hasLanded);
    const end = (error?: Error) => () => {
      sending.isAnswered = true;
      sending.answer(error);
    };
    const lose = () => {
      limits.uses('errors');
      end(new Error('no answer'))();
    };
    const refused = sending.parts.find(
      (part) => !part.hasLanded && part.records.some(({ id, isVoid }) => id === refusable && !isVoid),
    );
    const refuse = () => {
      limits.uses('refusals');
      sending.parts.splice(sending.parts.indexOf(refused!), 1);
      end(new RecordRefused('too large'))();
    };
    return [
      ...(hasLanded ? [{ name: `${name} is answered`, take: end() }] : []),
      ...(limits.has('errors') ? [{ name: `${name} gets no answer`, take: lose }] : []),
      ...(refused && limits.has('refusals') ? [{ name: `${name} is refused`, take: refuse }] : []),
    ];
  }

  #land(part: Part): void {
    part.hasLanded = true;
    const log = this.log.get(part.partition) ?? [];
    this.log.set(part.partition, log);
    for (const record of part.records) {
      this.#options.lands(record);
      log.push(record);
    }
  }

  #partsOf(records: readonly Landed[]): Part[] {
    const byPartition = Map.groupBy(records, ({ key }) => this.#options.partitionOf(key));
    return [...byPartition].map(([partition, part]) => ({ partition, records: part, hasLanded: false }));
  }

  #isAwaited({ isAnswered, by }: Sending): boolean {
    return !isAnswered && by.isAlive;
  }

  #isOver(sending: Sending): boolean {
    return !this.#isAwaited(sending) && sending.parts.every((part) => part.hasLanded);
  }
}

function landedOf({ key, headers }: OutgoingRecord): Landed {
  return { id: headers['ce_id'] ?? '?', key, isVoid: headers['ce_void'] === 'true' };
}

function nameOf({ id, isVoid }: Landed): string {
  return isVoid ? `void ${id}` : id;
}

function namesOf({ records }: Part): string {
  return records.map(nameOf).join(' ');
}

function stateOf(part: Part): string {
  return `${namesOf(part)}${part.hasLanded ? ' landed' : ''}`;
}
