import { Kafka, logLevel } from 'kafkajs';
import type { Consumer } from 'kafkajs';

/** Whom to be at which broker. */
export interface KafkaAccess {
  readonly brokers: readonly string[];
  readonly username?: string;
  readonly password?: string;
}

/** Writes one message, or throws what the broker answered. */
export async function send(access: KafkaAccess, topic: string, value: string): Promise<void> {
  const producer = clientOf(access).producer({ createPartitioner: () => () => 0, retry: { retries: 0 } });
  try {
    await producer.connect();
    await producer.send({ topic, messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
}

/** Reads the topic from its beginning as a member of the group until the value comes by, or throws what the broker answered. */
export async function receive(access: KafkaAccess, topic: string, groupId: string, value: string): Promise<void> {
  const consumer = clientOf(access).consumer({ groupId, retry: { retries: 5, initialRetryTime: 50 } });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await untilSeen(consumer, value);
  } finally {
    await consumer.disconnect();
  }
}

/** Removes a group, or throws what the broker answered. */
export async function forgetGroup(access: KafkaAccess, groupId: string): Promise<void> {
  const admin = clientOf(access).admin({ retry: { retries: 2, initialRetryTime: 50 } });
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } finally {
    await admin.disconnect();
  }
}

/** The codes along an error's causes, as the broker named them. */
export function codesOf(error: unknown): string[] {
  const { type, name, cause } = error as { type?: string; name?: string; cause?: unknown };
  return [type ?? name ?? '', ...(cause ? codesOf(cause) : [])];
}

function clientOf({ brokers, username, password }: KafkaAccess): Kafka {
  const sasl = username !== undefined && password !== undefined && { mechanism: 'plain' as const, username, password };
  return new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 2, initialRetryTime: 50 },
    ...(sasl && { sasl }),
  });
}

// A group that the broker refuses does not fail run(): it arrives as a crash that is not restarted.
async function untilSeen(consumer: Consumer, value: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error));
    const eachMessage = async ({ message }: { message: { value: Buffer | null } }) => {
      if (message.value?.toString() === value) resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
}
