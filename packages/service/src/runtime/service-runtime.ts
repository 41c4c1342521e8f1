import { createEngine, type WorkEngine, type WritingScope } from '@holdfast/work';
import type { Logger } from 'pino';
import type { ServiceConfig } from '../config/service-config.ts';
import { openPools, type Pools } from '../database/pools.ts';
import { ServiceEffects } from '../effects/service-effects.ts';
import { notingSubjects } from '../logs/subject-of-call.ts';
import type { ServiceOptions } from '../service-options.ts';
import { Timers } from '../timers/timers.ts';
import type { Edges } from '../traps/refuse-traps.ts';
import { Messaging, type Consuming } from './messaging.ts';

/** The parts of a running service that are not HTTP: its connections, its transactions, messages, effects and timers. */
export class ServiceRuntime<S extends WritingScope = WritingScope> {
  readonly engine: WorkEngine<S>;
  readonly pools: Pools<unknown>;
  readonly messaging: Messaging;
  readonly effects: ServiceEffects;
  readonly timers: Timers;

  static of<Db, S extends WritingScope>(
    options: ServiceOptions<Db, S>,
    config: ServiceConfig,
    logger: Logger,
  ): ServiceRuntime<S> {
    const service = options.service.name;
    const pools = openPools<Db>(config, logger);
    const parts = { logger, pools: pools as Pools<unknown> };
    const messaging = new Messaging(options.service, { ...parts, config });
    const effects = new ServiceEffects({ ...parts, service });
    const engine = createEngine<Db, Omit<S, keyof WritingScope>>({
      service,
      database: pools.app,
      parts: options.scope,
      outbox: notingSubjects(messaging.outbox),
      intents: effects.intents,
    });
    // What may be said is known to the compiler alone; at run time a scope lets everything through to the outbox.
    return new ServiceRuntime(engine as unknown as WorkEngine<S>, {
      messaging,
      effects,
      pools: parts.pools,
      timers: new Timers({ service, logger }),
    });
  }

  constructor(engine: WorkEngine<S>, parts: Pick<ServiceRuntime, 'pools' | 'messaging' | 'effects' | 'timers'>) {
    this.engine = engine;
    this.pools = parts.pools;
    this.messaging = parts.messaging;
    this.effects = parts.effects;
    this.timers = parts.timers;
  }

  /** Begins to send, to receive, to perform effects, and to take turns. */
  start({ handlers, recurring }: Edges, ends: Pick<Consuming, 'onDead' | 'onRefused'>): void {
    this.messaging.start({ ...ends, handlers, engine: this.engine });
    this.effects.start();
    this.timers.start(recurring);
  }
}
