import type { KafkaOptions } from '../../src/broker/kafka-options.ts';
import type { OutboxTable } from '../../src/outbox/outbox-table.ts';

/** What a process of the crash tests is told. */
export interface ProgramSettings {
  readonly service: string;
  readonly outbox: OutboxTable;
  readonly databaseUrl: string;
  readonly relayDatabaseUrl: string;
  readonly kafka: Pick<KafkaOptions, 'brokers' | 'sasl' | 'namespace'>;
}

/** As a variable of the environment. */
export function environmentOf(settings: ProgramSettings): Record<string, string> {
  return { PROGRAM_SETTINGS: JSON.stringify(settings) };
}

export function settingsIn(env: NodeJS.ProcessEnv): ProgramSettings {
  return JSON.parse(env['PROGRAM_SETTINGS'] ?? '') as ProgramSettings;
}
