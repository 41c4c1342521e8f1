import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessOf, addressOfPostgres, brokerLogins, writeServerSettings } from '@holdfast/local-infra';
import { requirementsOf, simulatorsOf, type System } from '@holdfast/system-model';
import { outsideVariable } from '../supervisor/outside-place.ts';
import { outsideSecret } from '../supervisor/outside-secret.ts';

/** Writes below `secrets` a folder for each container, with what it alone may read. A repeat writes the same. */
export function writeSettings(system: System, { state, secrets }: { state: string; secrets: string }): void {
  const services = system.services.map(({ name }) => name);
  writeServerSettings({ state, services }, { postgres: join(secrets, 'postgres'), kafka: join(secrets, 'kafka') });
  const { users } = brokerLogins(state, services);
  const server = { state, postgres: { adminUrl: addressOfPostgres(state) } };
  for (const requirement of requirementsOf(system.services, '').databases) {
    const { service, ownerUrl, appUrl, relayUrl } = accessOf(server, requirement);
    writeEach(join(secrets, `${service}-owner`), { OWNER_DATABASE_URL: ownerUrl });
    writeEach(join(secrets, service), {
      DATABASE_URL: appUrl,
      RELAY_DATABASE_URL: relayUrl,
      KAFKA_PASSWORD: users[service]!.password,
      ...outsideSecrets(state, system.services.find(({ name }) => name === service)?.outside ?? []),
    });
  }
  for (const { app, systems } of simulatorsOf(system))
    writeEach(join(secrets, app), { env: simulatorFile(state, systems) });
}

function outsideSecrets(state: string, systems: readonly string[]): Record<string, string> {
  return Object.fromEntries(systems.map((system) => [outsideVariable(system, 'SECRET'), outsideSecret(state, system)]));
}

/** For `node --env-file`: what is outside knows nothing of our files. In a container it listens on every address. */
function simulatorFile(state: string, systems: readonly string[]): string {
  const variables = { HOST: '0.0.0.0', ...outsideSecrets(state, systems) };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

// Its reader is another user, and nobody else mounts the folder.
function writeEach(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o444 });
}
