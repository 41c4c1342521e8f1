const awaySockets = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
// Class 08: connection; 57P01-57P05: shut down, crashed, starting up, database dropped, idle; 53: out of connections,
// disk or memory; 25P03, 25P04: the server ended a transaction that idled or ran for too long;
// 28, 3D000: our login or database is not there (any more).
const awayStates = /^(08...|57P0[1-5]|53...|25P03|25P04|28...|3D000)$/;
// Serialization failure and deadlock after all reruns, lock not available in time, statement timeout.
const busyStates = /^(40001|40P01|55P03|57014)$/;
// The pool says so when every connection stayed in use for too long.
const noFreeConnection = 'timeout exceeded when trying to connect';
// pg gives these no code.
const awayMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Query read timeout)/;

/**
 * What an error says about the database: it is away, it is too busy, or nothing.
 *
 * Away covers a connection that broke during COMMIT. Whether that transaction counted is not known, so the answer is
 * "ask again", and the idempotency key makes asking again harmless.
 */
export function databaseTrouble(error: unknown): 'away' | 'busy' | undefined {
  for (const one of chainOf(error)) {
    if (awaySockets.has(one.code) || awayStates.test(one.code) || awayMessages.test(one.message)) return 'away';
    if (busyStates.test(one.code) || one.message === noFreeConnection) return 'busy';
  }
  return undefined;
}

function chainOf(error: unknown, deepest = 5): { code: string; message: string }[] {
  if (!(error instanceof Error) || deepest === 0) return [];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const several = error instanceof AggregateError ? error.errors : [];
  return [
    { code, message: error.message },
    ...[error.cause, ...several].flatMap((inner) => chainOf(inner, deepest - 1)),
  ];
}
