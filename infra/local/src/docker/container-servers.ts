import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerLogins, serverProperties } from '../broker-settings.ts';
import { passwordOf } from '../secret.ts';

/** Servers that docker-compose.yml starts, as the containers beside them see them. */
interface ContainerServers {
  /** The folder with the secret from which all passwords come. */
  readonly state: string;
  readonly services: readonly string[];
}

/** Writes what both servers are told before they start: PostgreSQL its password, the broker its settings with all logins. */
export function writeServerSettings(
  { state, services }: ContainerServers,
  folders: { readonly postgres: string; readonly kafka: string },
): void {
  writeIn(folders.postgres, 'password', passwordOf(state, 'postgres superuser'));
  const place = {
    listenOn: '0.0.0.0',
    port: 9092,
    advertisedHost: 'kafka',
    controllerPort: 9093,
    logDirs: '/var/lib/kafka/data',
  };
  writeIn(folders.kafka, 'server.properties', serverProperties(state, place, brokerLogins(state, services)));
}

/** The variables under which these servers are given ones. Writes the file of logins that one of them names. */
export function accessToContainers({ state, services }: ContainerServers): Record<string, string> {
  const { admin, users } = brokerLogins(state, services);
  const logins = join(state, 'kafka-users.json');
  writeFileSync(logins, JSON.stringify(users), { mode: 0o600 });
  return {
    HOLDFAST_POSTGRES_URL: addressOfPostgres(state),
    HOLDFAST_KAFKA_BROKERS: 'kafka:9092',
    HOLDFAST_KAFKA_ADMIN: `${admin.username}:${admin.password}`,
    HOLDFAST_KAFKA_USERS: logins,
  };
}

/** As who may do everything. */
export function addressOfPostgres(state: string): string {
  return `postgres://postgres:${passwordOf(state, 'postgres superuser')}@postgres:5432/postgres`;
}

// The reader is another user; the volume around the file is mounted by nobody else.
function writeIn(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text, { mode: 0o644 });
}
