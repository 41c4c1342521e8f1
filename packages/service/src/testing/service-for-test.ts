import { messageOf, typeOf, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { eventually, testDatabase } from '@holdfast/testkit';
import type { Actor, Until, UntilOf } from '@holdfast/work';
import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Kysely } from 'kysely';
import { afterAll } from 'vitest';
import type { z } from 'zod';
import { readConfig } from '../config/read-config.ts';
import type { ServiceConfig } from '../config/service-config.ts';
import { createService, type Service } from '../create-service.ts';
import { optionsOf } from '../service-options.ts';
import { consumersOf } from '../traps/consumers-of.ts';
import { placesOf } from '../traps/places-of.ts';
import { testIssuer, type TestIssuer } from './test-issuer.ts';

// oxlint-disable typescript/no-explicit-any -- a test names tables and fields without declaring them

/** What is the service's own. */
export interface ServiceForTestOptions {
  /** The folder of its `package.json`, from which its migrations are found. */
  readonly folder: string;
  readonly config: z.ZodType<ServiceConfig>;
  /** What its configuration needs besides port, servers and log level. */
  readonly environment?: Record<string, string>;
}

/** A service that was put together and not begun, and how to see and move it. Nothing happens in it by itself. */
export interface ServiceForTest {
  readonly instance: Service;
  /** Owns the tables: for looking at anything, and for changing it. */
  readonly owner: Kysely<any>;
  /** What a request of this actor carries, for a route that is not public: `inject({ headers: await garden.headersOf(keeper) })`. */
  headersOf(actor: Actor): Promise<{ authorization: string }>;
  rows(table: string): Promise<Record<string, any>[]>;
  /**
   * Hands a message to each consumer that takes it, as it would arrive from another service; too late, if its deadline is
   * over. Throws if nobody takes it.
   */
  hear<M extends AnyMessage>(message: M, data: DataOf<M>, ...until: UntilOf<M>): Promise<void>;
  /** What the service has said under this key, in sequence. */
  saidAbout(key: string): Promise<SaidMessage[]>;
  /** One turn of its effects; resolves to how much was worked on. */
  work(): Promise<number>;
  /** Takes turns until so much was said under the key. */
  workUntilSaid(key: string, count: number): Promise<SaidMessage[]>;
  /** Another instance of the same service, on the same database. */
  another(): Promise<Service>;
}

/** The type of a message, and its data beside it. */
export interface SaidMessage {
  readonly type: string;
  readonly [field: string]: any;
}

/**
 * Puts a service together on a database of its own, which has its migrations, and ends both after the file's last test.
 * No broker is there, so what the service says stays in its outbox. Call it at the top of the file.
 */
export async function serviceForTest(module: Type, options: ServiceForTestOptions): Promise<ServiceForTest> {
  const { name } = optionsOf(module).service;
  const { owner, urls } = await testDatabase({ service: name, packages: migrationSourcesOf(options.folder) });
  const issuer = await testIssuer();
  const another = () => createForTest(module, options, { urls, issuer });
  const instance = await another();
  const work = () => instance.runtime.effects.runOnce();
  const saidAbout = (key: string) => saidIn(owner, key);
  return {
    instance,
    owner,
    headersOf: issuer.headersOf,
    rows: (table) => owner.selectFrom(table).selectAll().execute(),
    hear: (message, data, ...until) => hearIn(instance, { message, data, until: (until as readonly Until[])[0] }),
    saidAbout,
    work,
    workUntilSaid: (key, count) =>
      eventually(() => work().then(() => saidAbout(key)), {
        what: `${count} messages about ${key}`,
        until: (said) => said.length >= count,
      }),
    another,
  };
}

async function createForTest(
  module: Type,
  { config, environment }: ServiceForTestOptions,
  { urls, issuer }: { urls: { readonly app: string; readonly relay: string }; issuer: TestIssuer },
): Promise<Service> {
  const read = readConfig(config, {
    PORT: '0',
    DATABASE_URL: urls.app,
    RELAY_DATABASE_URL: urls.relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    ...issuer.environment,
    ...environment,
  });
  const service = await createService(module, read, { keys: issuer.keys });
  afterAll(async () => {
    await service.app.close();
    await service.runtime.pools.close();
  });
  return service;
}

const fromAnother = { actor: { id: 'service:another', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

interface Heard {
  readonly message: AnyMessage;
  readonly data: unknown;
  readonly until: Until | undefined;
}

async function hearIn({ app, runtime }: Service, { message, data, until }: Heard): Promise<void> {
  const takers = consumersOf(placesOf(app.get(DiscoveryService))).filter(({ handlers }) =>
    handlers.some(({ need }) => typeOf(messageOf(need)) === typeOf(message)),
  );
  if (takers.length === 0) throw new Error(`Nobody here has an @On method for ${typeOf(message)}.`);
  for (const { instance } of takers) {
    await runtime.engine.transact(fromAnother, ({ scope }) => deliver(instance, message, data as never, scope, until));
  }
}

async function saidIn(owner: Kysely<any>, key: string): Promise<SaidMessage[]> {
  const rows = await owner.selectFrom('holdfast.outbox').selectAll().where('key', '=', key).orderBy('id').execute();
  return rows.map(({ headers, payload }) => ({ type: headers.ce_type, ...JSON.parse(String(payload)) }));
}
