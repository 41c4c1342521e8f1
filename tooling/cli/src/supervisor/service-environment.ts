import type { ServiceAccess } from '@holdfast/local-infra';
import { outsideVariable, type OutsidePlace } from './outside-place.ts';

/** Everything that one service process needs to know of its surroundings. */
export interface ServicePlace {
  readonly port: number;
  readonly access: ServiceAccess;
  readonly namespace: string;
  /** The systems outside that it calls, as far as we run them. */
  readonly outside: readonly OutsidePlace[];
}

/** What a service reads from its environment, and nothing else: also for a person who runs it from the editor. */
export function serviceEnvironment({ port, access, namespace, outside }: ServicePlace): Record<string, string> {
  const { kafka } = access;
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
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
