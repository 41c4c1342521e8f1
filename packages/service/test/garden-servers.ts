import { provision, type Faults } from '@holdfast/local-infra';
import { migrate } from '@holdfast/migrations';
import { requirementsOf } from '@holdfast/system-model';
import { ownServers } from '@holdfast/testkit';
import { Client } from 'pg';
import { gardenMigrations } from './garden-database.ts';
import { garden } from './garden/service.ts';

/** PostgreSQL and Kafka that belong to one test file, and may be killed. */
export interface GardenServers {
  /** What a garden has to be started with. */
  readonly environment: Record<string, string>;
  readonly fault: Faults;
  /** Why there is no Kafka; nothing when there is one. */
  readonly kafkaMissing: string | undefined;
  /** How many messages wait to be sent. */
  countOutbox(): Promise<number>;
}

/** Starts them, with a garden's database, topics and logins made. They end after the file's last test. */
export async function gardenServers(): Promise<GardenServers> {
  const servers = await ownServers({ kafka: 'optional' });
  const access = (await provision(servers, requirementsOf([garden], ''), ''))['garden']!;
  await migrate({ url: access.ownerUrl, packages: gardenMigrations, schema: 'garden', roles: access.roles });
  const { brokers, username, password } = access.kafka ?? { brokers: ['127.0.0.1:1'] };
  const login = username !== undefined &&
    password !== undefined && { KAFKA_USERNAME: username, KAFKA_PASSWORD: password };
  return {
    environment: {
      PORT: '0',
      DATABASE_URL: access.appUrl,
      RELAY_DATABASE_URL: access.relayUrl,
      KAFKA_BROKERS: brokers.join(','),
      ...login,
    },
    fault: servers.fault,
    kafkaMissing: servers.kafkaMissing,
    countOutbox: () => countOutbox(access.ownerUrl),
  };
}

async function countOutbox(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from holdfast.outbox');
  await client.end();
  return rows[0]!.count;
}
