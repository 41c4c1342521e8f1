import { brokerLogins, operatorLogin } from './broker-settings.ts';
import { usersIn } from './given/given-servers.ts';
import type { Provider } from './infrastructure.ts';
import { NoKafkaLogin } from './provision-kafka.ts';

/** Which broker, and as whom; without a login where the broker asks for none. */
export interface KafkaAccess {
  readonly brokers: readonly string[];
  readonly username?: string;
  readonly password?: string;
}

/** Where a broker is, as its run has written it down. */
export interface RunningKafka {
  /** The folder with the secret from which all passwords come. */
  readonly state: string;
  readonly kafka: { readonly provider: Provider | (string & {}); readonly at: string };
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * How a person reaches a running broker. Nothing is asked of it. Throws NoKafkaLogin where the broker is given and the file
 * of users has logins, but none for `operator`.
 */
export function operatorAccess({ state, kafka, env = process.env }: RunningKafka): KafkaAccess {
  const brokers = kafka.at.split(',');
  if (kafka.provider !== 'given') return { brokers, ...brokerLogins(state, []).users[operatorLogin] };
  const users = usersIn(env);
  if (Object.keys(users).length === 0) return { brokers };
  const login = users[operatorLogin];
  if (login === undefined) throw new NoKafkaLogin(operatorLogin);
  return { brokers, ...login };
}
