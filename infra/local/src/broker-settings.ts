import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KafkaLogin } from './infrastructure.ts';
import { passwordOf } from './secret.ts';

/** Where a broker listens and keeps its data, as it sees both itself. */
export interface BrokerPlace {
  /** Address that its clients' connections arrive at. */
  readonly listenOn: string;
  readonly port: number;
  /** The name that it tells its clients to call it by; 127.0.0.1 when left out. */
  readonly advertisedHost?: string;
  readonly controllerPort: number;
  readonly logDirs: string;
}

/** Who may log in to a broker that we start, and with which password. */
export interface BrokerLogins {
  readonly admin: KafkaLogin;
  readonly users: Readonly<Record<string, KafkaLogin>>;
}

/** The name of the login under which persons look at messages and send commands. */
export const operatorLogin = 'operator';

/** The logins for these services and for the operator. A kept state folder gives a service the same password as before. */
export function brokerLogins(state: string, services: readonly string[]): BrokerLogins {
  const login = (username: string) => ({ username, password: passwordOf(state, `kafka ${username}`) });
  const users = [...services, operatorLogin].map((name) => [name, login(name)] as const);
  return { admin: login('admin'), users: Object.fromEntries(users) };
}

/** The text of `server.properties`: the shared settings, then this broker's own. It holds passwords. */
export function serverProperties(state: string, place: BrokerPlace, { admin, users }: BrokerLogins): string {
  const broker = { username: 'broker', password: passwordOf(state, 'kafka broker') };
  const own = {
    'controller.quorum.voters': `1@127.0.0.1:${place.controllerPort}`,
    listeners: `CLIENT://${place.listenOn}:${place.port},CONTROLLER://127.0.0.1:${place.controllerPort}`,
    'advertised.listeners': `CLIENT://${place.advertisedHost ?? '127.0.0.1'}:${place.port}`,
    'log.dirs': place.logDirs,
    'listener.name.client.plain.sasl.jaas.config': plainLogins(broker, [broker, admin, ...Object.values(users)]),
    'listener.name.controller.plain.sasl.jaas.config': plainLogins(broker, [broker]),
  };
  return `${sharedBrokerSettings()}\n${Object.entries(own)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')}`;
}

/** The text of `broker.properties`. */
export function sharedBrokerSettings(): string {
  return readFileSync(fileURLToPath(new URL('../broker.properties', import.meta.url)), 'utf8');
}

function plainLogins(own: KafkaLogin, all: readonly KafkaLogin[]): string {
  const users = all.map(({ username, password }) => `user_${username}="${password}"`);
  return `org.apache.kafka.common.security.plain.PlainLoginModule required username="${own.username}" password="${own.password}" ${users.join(' ')};`;
}
