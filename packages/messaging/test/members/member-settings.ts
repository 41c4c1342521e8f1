import type { KafkaOptions } from '../../src/broker/kafka-options.ts';

/** What a member's process is told. */
export interface MemberSettings {
  readonly name: string;
  readonly client: 'kafkajs' | '@platformatic/kafka';
  readonly databaseUrl: string;
  readonly kafka: Pick<KafkaOptions, 'brokers' | 'sasl' | 'namespace'>;
}

export function environmentOf(settings: MemberSettings): Record<string, string> {
  return { MEMBER_SETTINGS: JSON.stringify(settings) };
}

export function settingsIn(env: NodeJS.ProcessEnv): MemberSettings {
  return JSON.parse(env['MEMBER_SETTINGS'] ?? '') as MemberSettings;
}
