import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { MemoryBroker } from '../src/testing/memory-broker.ts';
import type { OutgoingRecord } from '../src/broker/broker.ts';
import { wateringConsumer } from './watering.ts';

// A service that is given one record, and is killed at the point of its preload.
const { DATABASE_URL: connectionString, RECORD: record = '' } = process.env;
const { value, ...rest } = JSON.parse(record) as Omit<OutgoingRecord, 'value'> & { value: string };
const broker = new MemoryBroker({ clusterId: 'the-one' });
await broker.send([{ ...rest, value: Buffer.from(value) }]);
const dialect = new PostgresDialect({ pool: new Pool({ connectionString }) });
wateringConsumer(new Kysely<unknown>({ dialect }), broker).start();
