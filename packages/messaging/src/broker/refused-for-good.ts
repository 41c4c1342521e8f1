/**
 * Whether an answer of Kafka means that the same records would be refused again, however often. `topic` stands for those
 * that a topic that was made a moment ago gives as well: whoever is told has to look whether it is really missing.
 */
export function refusedForGood(name: string | undefined): 'yes' | 'no' | 'if-topic-missing' {
  if (name === 'UNKNOWN_TOPIC_OR_PARTITION') return 'if-topic-missing';
  return name !== undefined && final.has(name) ? 'yes' : 'no';
}

const final = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'INVALID_TOPIC_EXCEPTION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
  'TOPIC_AUTHORIZATION_FAILED',
]);

/** The first name of a Kafka error in an error, in its causes, or among those that it gathers. */
export function kafkaNameIn(error: unknown, depth = 5): string | undefined {
  if (typeof error !== 'object' || error === null || depth === 0) return undefined;
  // kafkajs says `type`, @platformatic/kafka says `apiId`; both wrap it, each in its own way.
  const { type, apiId, message, cause, errors } = error as {
    type?: unknown;
    apiId?: unknown;
    message?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  // The one answer of Kafka that @platformatic/kafka puts into words of its own, and leaves out.
  if (typeof message === 'string' && message.startsWith('Unknown topic ')) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (isName(apiId)) return apiId;
  if (isName(type)) return type;
  const inner = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  for (const one of inner) {
    const name = kafkaNameIn(one, depth - 1);
    if (name !== undefined) return name;
  }
  return undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Z_]+$/.test(value) && value !== 'UNKNOWN';
}
