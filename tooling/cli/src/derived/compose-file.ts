import { postgresSettings, kafkaVersion } from '@holdfast/local-infra';
import { requirementsOf, simulatorsOf, type System } from '@holdfast/system-model';
import { stringify } from 'yaml';
import { serviceEntry, simulatorEntry } from './compose-apps.ts';
import type { ConfigVariable } from './config-variables.ts';

/** What `docker compose up` brings up: the servers, what is in them, what is outside, and each service after its migrations. */
export function composeFile(system: System, variables: ReadonlyMap<string, readonly ConfigVariable[]>): string {
  const { databases } = requirementsOf(system.services, '');
  const services = {
    ...servers(system),
    ...Object.fromEntries(databases.map((database) => [`migrate-${database.service}`, migration(database)])),
    ...Object.fromEntries(simulatorsOf(system).map((simulator) => [simulator.app, simulatorEntry(simulator)])),
    ...Object.fromEntries(
      system.services.map((service) => [
        service.name,
        serviceEntry(system, service, variables.get(service.name) ?? []),
      ]),
    ),
  };
  const volumes = ['state', 'ledgers', 'postgres', 'kafka', ...namesOfSecrets(services)];
  const file = { name: system.name, services, volumes: Object.fromEntries(volumes.map((volume) => [volume, {}])) };
  return opening + stringify(file, { lineWidth: 0, aliasDuplicateObjects: false });
}

const opening = `# Written by \`./holdfast sync\` from the declarations. Edit those, not this file.
#
#   docker compose up --build --wait     everything, from images like the ones that are delivered
#   docker compose down --volumes        and nothing of it
#
# ./holdfast start does not use it: infra/docker/servers.yml describes the two servers that a start in Docker takes.
`;

function servers(system: System): Record<string, object> {
  const owned = system.services.flatMap(({ name }) => [name, ownerOf(name)]);
  const secrets = ['postgres', 'kafka', ...owned, ...simulatorsOf(system).map(({ app }) => app)];
  const workspace = { context: '.', dockerfile: 'infra/docker/app.Dockerfile', target: 'workspace' };
  const program = 'tooling/cli/src/containers/main.ts';
  const tool = {
    build: workspace,
    command: ['node', '--conditions=@holdfast/source', program],
    volumes: ['state:/state'],
  };
  const prepared = { settings: { condition: 'service_completed_successfully' } };
  return {
    settings: {
      ...tool,
      command: [...tool.command, 'settings'],
      volumes: [...tool.volumes, ...secrets.map((name) => `${secretsOf(name)}:/secrets/${name}`)],
    },
    postgres: {
      image: 'postgres:18',
      command: [
        'postgres',
        ...Object.entries(postgresSettings({ durable: true })).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      environment: {
        POSTGRES_PASSWORD_FILE: '/run/secrets/password',
        POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C',
      },
      volumes: ['postgres:/var/lib/postgresql', `${secretsOf('postgres')}:/run/secrets:ro`],
      depends_on: prepared,
      healthcheck: check(['CMD', 'pg_isready', '--host=127.0.0.1', '--username=postgres']),
    },
    kafka: {
      image: `apache/kafka:${kafkaVersion}`,
      environment: { KAFKA_HEAP_OPTS: '-Xms64m -Xmx256m' },
      volumes: ['kafka:/var/lib/kafka/data', `${secretsOf('kafka')}:/mnt/shared/config:ro`],
      depends_on: prepared,
      healthcheck: check(['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/9092']),
    },
    provision: {
      ...tool,
      command: [...tool.command, 'provision'],
      depends_on: { postgres: { condition: 'service_healthy' }, kafka: { condition: 'service_healthy' } },
    },
  };
}

function migration({ service, roles }: ReturnType<typeof requirementsOf>['databases'][number]): object {
  return {
    build: { context: '.', dockerfile: 'infra/docker/migrations.Dockerfile', args: { APP: service } },
    environment: {
      HOLDFAST_SERVICE: service,
      HOLDFAST_APP_ROLE: roles.app,
      HOLDFAST_RELAY_ROLE: roles.relay,
      OWNER_DATABASE_URL_FILE: '/run/secrets/OWNER_DATABASE_URL',
    },
    volumes: [`${secretsOf(ownerOf(service))}:/run/secrets:ro`],
    depends_on: { provision: { condition: 'service_completed_successfully' } },
  };
}

function check(test: readonly string[]): object {
  return { test, interval: '1s', timeout: '5s', retries: 60 };
}

/** A volume for each reader: nobody finds the secrets of another. */
function secretsOf(name: string): string {
  return `secrets-${name}`;
}

/** Of the job alone: a service never has what its owner may do. */
function ownerOf(service: string): string {
  return `${service}-owner`;
}

function namesOfSecrets(services: Record<string, object>): string[] {
  const mounts = Object.values(services).flatMap((service) =>
    'volumes' in service ? (service.volumes as string[]) : [],
  );
  return [...new Set(mounts.map((mount) => mount.split(':')[0]!).filter((name) => name.startsWith('secrets-')))];
}
