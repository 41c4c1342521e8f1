import type { ServiceAccess } from '@holdfast/local-infra';
import { tokenEnvironment, type TokenPlace } from '../tokens/token-place.ts';
import { outsideVariable, type OutsidePlace } from './outside-place.ts';

/** Everything that one service process needs to know of its surroundings. */
export interface ServicePlace {
  readonly port: number;
  /** Where it tells its operators how it is; any free one when left out, and its log says which. */
  readonly adminPort?: number;
  readonly access: ServiceAccess;
  readonly namespace: string;
  /** The systems outside that it calls, as far as we run them. */
  readonly outside: readonly OutsidePlace[];
  /** Whose tokens it believes. */
  readonly tokens: TokenPlace | undefined;
}

/** What a service reads from its environment, and nothing else: also for a person who runs it from the editor. */
export function serviceEnvironment(place: ServicePlace): Record<string, string> {
  const { port, adminPort, access, namespace, outside, tokens } = place;
  const { kafka } = access;
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ADMIN_HOST: '127.0.0.1',
    ...(adminPort === undefined ? {} : { ADMIN_PORT: String(adminPort) }),
    ...tokenEnvironment(tokens),
    DATABASE_URL: access.appUrl,
    RELAY_DATABASE_URL: access.relayUrl,
    KAFKA_BROKERS: kafka?.brokers.join(',') ?? '',
    ...(kafka?.username === undefined ? {} : { KAFKA_USERNAME: kafka.username }),
    ...(kafka?.password === undefined ? {} : { KAFKA_PASSWORD: kafka.password }),
    HOLDFAST_NAMESPACE: namespace,
    ...Object.fromEntries(
      outside.flatMap(({ system, url, secret }) => [
        [outsideVariable(system, 'URL'), url],
        [outsideVariable(system, 'SECRET'), secret],
      ]),
    ),
  };
}
