import { Kafka, logLevel } from 'kafkajs';
import type { Admin } from 'kafkajs';
import type { KafkaLogin } from './infrastructure.ts';

/** Runs `use` with an administrator's connection and closes it. Nothing is retried. */
export async function withKafkaAdmin<T>(
  { brokers, admin: login }: { brokers: readonly string[]; admin?: KafkaLogin | undefined },
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = new Kafka({
    clientId: 'holdfast-admin',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: { retries: 0 },
    ...(login && { sasl: { mechanism: 'plain', ...login } }),
  }).admin();
  try {
    await admin.connect();
    return await use(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
