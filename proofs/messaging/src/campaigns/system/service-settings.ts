import type { KafkaOptions } from '@holdfast/messaging';

export type ServiceName = 'garden' | 'library';
export type RelayKind = 'simple' | 'ticked';

/** What a process of a campaign is told. */
export interface ServiceSettings {
  readonly service: ServiceName;
  readonly relay: RelayKind;
  readonly databaseUrl: string;
  readonly relayDatabaseUrl: string;
  readonly kafka: Pick<KafkaOptions, 'brokers' | 'sasl' | 'namespace'>;
  /** Every tree there is. */
  readonly trees: number;
  /** How often the ticked outbox empties a third of itself. */
  readonly rotateMs: number;
}

export function environmentOf(settings: ServiceSettings): Record<string, string> {
  return { SERVICE_SETTINGS: JSON.stringify(settings) };
}

export function settingsIn(env: NodeJS.ProcessEnv): ServiceSettings {
  return JSON.parse(env['SERVICE_SETTINGS'] ?? '') as ServiceSettings;
}
