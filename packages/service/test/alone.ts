import { Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { Work, type Scope } from '@holdfast/work';
import { HoldfastModule, type ServiceConfig, type ServiceOptions } from '../src/index.ts';

/** A configuration behind which neither PostgreSQL nor Kafka answers. */
export const nothingAnswers: ServiceConfig = {
  PORT: 0,
  HOST: '127.0.0.1',
  DATABASE_URL: 'postgres://pond_app@127.0.0.1:1/pond',
  RELAY_DATABASE_URL: 'postgres://pond_relay@127.0.0.1:1/pond',
  KAFKA_BROKERS: ['127.0.0.1:1'],
  KAFKA_TLS: 'off',
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_SESSION_TIMEOUT_MS: 10_000,
  ADMIN_PORT: 0,
  ADMIN_HOST: '127.0.0.1',
  RATE_LIMIT_PER_MINUTE: 10_000,
  HOLDFAST_NAMESPACE: '',
  HOLDFAST_RELEASE: '2026.1',
  LOG_LEVEL: 'trace',
  SHUTDOWN_DEADLINE_MS: 1_000,
};

export type PondScope = Scope<object>;
export class PondWork extends Work<PondScope> {}

type Changes = ModuleMetadata & Partial<Pick<ServiceOptions<never, PondScope>, 'service' | 'problems'>>;

/** The smallest service, with these controllers and providers. */
export function pondWith({ controllers = [], providers = [], ...options }: Changes): Type {
  const service = { name: 'pond', team: 'keepers', port: 5000 };
  @Module({
    imports: [HoldfastModule.forService({ service, work: PondWork, scope: () => ({}), ...options })],
    controllers,
    providers,
  })
  class PondModule {}
  return PondModule;
}

/** A logger that keeps its lines. */
export function keepingLogger(
  make: (stream: { write(line: string): void }) => Logger = (stream) => pino({ level: 'trace' }, stream),
): {
  logger: Logger;
  text: () => string;
  lines: () => Record<string, unknown>[];
} {
  const kept: string[] = [];
  const logger = make({ write: (line) => void kept.push(line) });
  return {
    logger,
    text: () => kept.join(''),
    lines: () => kept.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
