import { messageOf, topicOf, typeOf } from '@holdfast/contract-kit';
import {
  Consumer,
  createOutbox,
  kafkajsBroker,
  postgresConsumerStore,
  postgresRelayStore,
  Relay,
  StartCheck,
  type Broker,
  type ConsumerHealth,
  type ConsumerOptions,
  type Handler,
  type Refusal,
  type RelayHealth,
} from '@holdfast/messaging';
import { topicsWrittenBy, type ServiceDeclaration } from '@holdfast/system-model';
import type { OutboxWriter, WorkEngine } from '@holdfast/work';
import type { Logger } from 'pino';
import type { ServiceConfig } from '../config/service-config.ts';
import type { Pools } from '../database/pools.ts';
import { shared } from './shared.ts';

/** How messages are doing; part of what `/health/ready` answers. */
export interface MessagingHealth {
  readonly kafka: 'ok' | 'missing';
  readonly relay: RelayHealth;
  readonly consumers: readonly Omit<ConsumerHealth, 'waiting'>[];
  /** Every partition that waits after a failure that is no message's; what messages have failed is `parked`. */
  readonly failing: readonly ({ readonly consumer: string } & ConsumerHealth['waiting'][number])[];
}

/** What the consumers of a service need to begin. */
export interface Consuming {
  readonly handlers: readonly Handler[];
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handlers' business
  readonly engine: WorkEngine<any>;
  /** The broker answers and a consumer hears nothing: the process should end, and be started anew. */
  readonly onDead: (consumer: string, reason: string) => void;
  /** Messages must not begin: the process should end, and a person read the sentences. */
  readonly onRefused: (refusals: readonly Refusal[]) => void;
}

/** The messages of one service: its outbox, the relay that empties it, its consumers. Idle until `start`. */
export class Messaging {
  readonly outbox: OutboxWriter;
  readonly #relay: Relay;
  readonly #broker: Broker;
  readonly #sendsTo: readonly string[];
  readonly #pools: Pools<unknown>;
  readonly #logger: Logger;
  readonly #kafkaAnswers: () => Promise<boolean>;
  #consumers: readonly Consumer[] = [];
  #check: StartCheck | undefined;
  #hasBegun = false;

  constructor(
    declaration: ServiceDeclaration,
    { config, pools, logger }: { config: ServiceConfig; pools: Pools<unknown>; logger: Logger },
  ) {
    const service = declaration.name;
    this.#sendsTo = topicsWrittenBy(declaration);
    this.#pools = pools;
    this.#logger = logger;
    this.#broker = kafkajsBroker({ ...kafkaOptions(config), clientId: service, log: logger });
    this.#relay = new Relay({ service, store: postgresRelayStore(pools.relay), broker: this.#broker, log: logger });
    this.outbox = createOutbox({ service, wake: () => this.#relay.wake() });
    this.#kafkaAnswers = shared(() => answersWithin(2_000, this.#broker));
  }

  /**
   * Sends and receives until `stop`, as soon as both servers have answered and nothing of what they say forbids it. Neither
   * needs to be there now.
   */
  start(consuming: Consuming): void {
    const parts = { broker: this.#broker, log: this.#logger };
    this.#consumers = consumersOf(consuming, { ...parts, store: postgresConsumerStore(this.#pools.app) });
    const consumers = declaredIn(consuming.handlers);
    this.#check = new StartCheck({ ...parts, database: this.#pools.app, consumers, sendsTo: this.#sendsTo });
    void this.#begin(this.#check, consuming);
  }

  async #begin(check: StartCheck, { onRefused }: Consuming): Promise<void> {
    const refusals = await check.untilDecided();
    if (refusals === 'stopped') return;
    if (refusals.length > 0) return onRefused(refusals);
    this.#hasBegun = true;
    this.#relay.start();
    for (const consumer of this.#consumers) consumer.start();
  }

  /** Ends the messages in hand and takes no more. */
  async stopConsumers(): Promise<void> {
    this.#check?.stop();
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  /**
   * Sends what waits, if it is decided that messages may begin. What cannot be sent stays where it is, and whoever holds
   * the lease next sends it.
   */
  async flush(withinMs: number): Promise<void> {
    const outcome = this.#hasBegun ? await this.#relay.flush(withinMs) : 'left';
    if (outcome === 'left') this.#logger.warn('messages may stay in the outbox until the next relay');
  }

  async stop(): Promise<void> {
    await this.#relay.stop();
    await this.#broker.close();
  }

  async health(): Promise<MessagingHealth> {
    const kafka = (await this.#kafkaAnswers()) ? 'ok' : 'missing';
    const all = this.#consumers.map((consumer) => consumer.health());
    return {
      kafka,
      relay: this.#relay.health(),
      consumers: all.map(({ waiting: _waiting, ...health }) => health),
      failing: all.flatMap(({ consumer, waiting }) => waiting.map((place) => ({ consumer, ...place }))),
    };
  }
}

function kafkaOptions(config: ServiceConfig) {
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password, KAFKA_SASL_MECHANISM: mechanism } = config;
  return {
    brokers: config.KAFKA_BROKERS,
    namespace: config.HOLDFAST_NAMESPACE,
    tls: config.KAFKA_TLS === 'required',
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    ...(username !== undefined && password !== undefined && { sasl: { username, password, mechanism } }),
  };
}

type ConsumerParts = Pick<ConsumerOptions, 'store' | 'broker'> & { log: Logger };

function consumersOf({ handlers, engine, onDead }: Consuming, parts: ConsumerParts): Consumer[] {
  const byName = Map.groupBy(handlers, ({ consumer }) => consumer);
  return [...byName].map(([name, all]) => {
    const own = all.map((handler) => noting(handler, parts.log));
    return new Consumer({ ...parts, name, engine, handlers: own, onDead: (reason) => onDead(name, reason) });
  });
}

/** The consumers of these handlers, with the topics that they read. */
function declaredIn(handlers: readonly Handler[]): { consumer: string; topics: string[] }[] {
  return [...Map.groupBy(handlers, ({ consumer }) => consumer)].map(([consumer, own]) => ({
    consumer,
    topics: [...new Set(own.map(({ need }) => topicOf(messageOf(need))))],
  }));
}

/** The same handler, which first says in the log that it has something to do. The call adds what it is about. */
function noting(handler: Handler, logger: Logger): Handler {
  const facts = { consumer: handler.consumer, type: typeOf(messageOf(handler.need)) };
  return {
    ...handler,
    run: (data: unknown, scope: unknown): unknown => {
      const count = handler.isForBatches && Array.isArray(data) ? { count: data.length } : {};
      logger.info({ ...facts, ...count }, 'handles a message');
      return handler.run(data, scope);
    },
    ...(handler.tooLate && {
      tooLate: (data: unknown, scope: unknown): unknown => {
        logger.info(facts, 'handles a message that comes too late');
        return handler.tooLate!(data, scope);
      },
    }),
  };
}

async function answersWithin(ms: number, broker: Broker): Promise<boolean> {
  const asked = broker.clusterId().then(
    () => true,
    () => false,
  );
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(late.resolve, ms, false);
  return Promise.race([asked, late.promise]).finally(() => clearTimeout(timer));
}
