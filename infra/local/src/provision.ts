import type { Requirements } from '@holdfast/system-model';
import type { Servers } from './infrastructure.ts';
import { provisionDatabases } from './provision-databases.ts';
import { provisionKafka } from './provision-kafka.ts';
import { refuseNames } from './refuse-names.ts';

/** Where a service finds its database and its broker, and as whom. */
export interface ServiceAccess {
  readonly database: string;
  readonly roles: { readonly owner: string; readonly app: string; readonly relay: string };
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
  /** Undefined where there is no Kafka. */
  readonly kafka?: { readonly brokers: readonly string[]; readonly username?: string; readonly password?: string };
}

/**
 * Makes the databases, roles, schemas, topics and ACLs that are required, all of them named within the namespace.
 * A repeat, also one at the same time, finds everything made and answers the same. What others made is not touched:
 * a database or role of a required name without our mark is refused with a sentence.
 */
export async function provision(
  servers: Servers,
  requirements: Requirements,
  namespace: string,
): Promise<Record<string, ServiceAccess>> {
  refuseNames(requirements, namespace);
  const [databases] = await Promise.all([
    provisionDatabases(servers, requirements.databases, namespace),
    servers.kafka && provisionKafka(servers.kafka, requirements, namespace),
  ]);
  return Object.fromEntries(
    databases.map(({ service, ...access }) => [service, { ...access, ...kafkaAccess(servers, service) }]),
  );
}

function kafkaAccess({ kafka }: Servers, service: string): Pick<ServiceAccess, 'kafka'> {
  return kafka === undefined ? {} : { kafka: { brokers: kafka.brokers, ...kafka.users[service] } };
}
