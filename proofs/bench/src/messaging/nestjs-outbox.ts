import 'reflect-metadata';
import { OutboxModule, TransactionalEventEmitter } from '@fullstackhouse/nestjs-outbox';
import {
  TypeORMDatabaseDriverFactory,
  TypeOrmOutboxTransportEvent,
} from '@fullstackhouse/nestjs-outbox-typeorm-driver';
import { NestFactory } from '@nestjs/core';
import { sql } from 'kysely';
import { DataSource } from 'typeorm';
import type { BenchDatabase } from './bench-database.ts';
import { measured, payload } from './draining.ts';
import type { Rate, Subject } from './subject.ts';

/**
 * `@fullstackhouse/nestjs-outbox` with its driver for TypeORM: a hundred per poll and a poll every 10 ms, with its
 * middleware that logs each event left out. It keeps no sequence.
 */
export function nestjsOutbox({ owner, ownerUrl }: BenchDatabase, count: number): Subject {
  return {
    name: '@fullstackhouse/nestjs-outbox, polls of 100',
    run: async () => {
      const source = new DataSource({
        type: 'postgres',
        url: ownerUrl,
        schema: 'garden',
        synchronize: true,
        entities: [TypeOrmOutboxTransportEvent],
      });
      await source.initialize();
      try {
        await sql`truncate garden.outbox_transport_event`.execute(owner);
        const now = Date.now();
        await sql`
          insert into garden.outbox_transport_event
            (event_name, event_payload, delivered_to_listeners, attempt_at, expire_at, inserted_at)
          select 'tree-grew', ${payload}::json, '[]', ${now}::bigint, ${now + 60_000}::bigint, ${now}::bigint
            from generate_series(1, ${count}::int)`.execute(owner);
        return await drained(source, owner, count);
      } finally {
        await source.destroy();
      }
    },
  };
}

/** From the first look on, until its table is empty: what it has handed over it removes afterwards. */
async function drained(source: DataSource, owner: BenchDatabase['owner'], count: number): Promise<Rate> {
  const drivers = new TypeORMDatabaseDriverFactory(source);
  let hasBegun = false;
  const outbox = OutboxModule.registerAsync({
    enableDefaultMiddlewares: false,
    useFactory: () => ({
      events: [{ name: 'tree-grew', listeners: { retentionPeriod: 60_000, maxExecutionTime: 10_000 } }],
      pollingInterval: 10,
      maxEventsPerPoll: 100,
      driverFactory: {
        create: (resolver) => {
          const driver = drivers.create(resolver);
          // What it finds before anybody listens it would throw away.
          if (!hasBegun) driver.findAndExtendReadyToRetryEvents = () => Promise.resolve(nothing);
          return driver;
        },
      },
    }),
  });
  const { promise: handled, resolve } = Promise.withResolvers<void>();
  let left = count;
  const app = await NestFactory.createApplicationContext(outbox, { logger: false });
  app.get(TransactionalEventEmitter).addListener('tree-grew', {
    getName: () => 'bench',
    handle: async () => void ((left -= 1) === 0 && resolve()),
  });
  return measured(owner, count, async () => {
    hasBegun = true;
    await handled;
    await app.close();
  });
}

const nothing = { pendingEvents: [], deadLetteredEvents: [] };
