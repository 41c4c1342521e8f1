import 'reflect-metadata';
import {
  Consumer,
  createOutbox,
  kafkajsBroker,
  postgresConsumerStore,
  postgresRelayStore,
  Relay,
} from '@holdfast/messaging';
import { handlersOf } from '@holdfast/messaging/nest';
import { createEngine, useCase, Work } from '@holdfast/work';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { borrow, Reminders, type LibraryDb } from './borrowing.ts';

@Module({ providers: [Reminders] })
class LibraryModule {}

const app = await NestFactory.createApplicationContext(LibraryModule, { logger: ['error'] });
const kafka = JSON.parse(process.env['KAFKA'] ?? '{}') as { brokers: string[]; namespace?: string };
const databaseAt = <Db>(connectionString: string | undefined) =>
  new Kysely<Db>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString }) }) });
const database = databaseAt<LibraryDb>(process.env['DATABASE_URL']);
const relayDatabase = databaseAt<unknown>(process.env['RELAY_DATABASE_URL']);

// #region wiring
const broker = kafkajsBroker({ ...kafka, clientId: 'library' });
const relay = new Relay({ service: 'library', store: postgresRelayStore(relayDatabase), broker });
const engine = createEngine({
  service: 'library',
  database,
  parts: (trx) => ({ trx }),
  outbox: createOutbox({ service: 'library', wake: () => relay.wake() }),
});
const consumer = new Consumer({
  name: 'library.reminders',
  handlers: handlersOf([app.get(Reminders)]),
  store: postgresConsumerStore(database),
  engine,
  broker,
});
relay.start();
consumer.start();
// #endregion

const work = new Work(engine);
for (const book of process.argv.slice(2)) await work.run(useCase('library.borrow', borrow), book);
