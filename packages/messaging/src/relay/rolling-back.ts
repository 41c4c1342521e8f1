import type { Kysely, Transaction } from 'kysely';

/**
 * Runs a transaction, READ COMMITTED, whose body may say that nothing of it is to be kept, and what to answer then:
 * `return rollBack('lease-lost')`.
 */
export async function rollingBack<const T>(
  // oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in SQL
  database: Kysely<any>,
  body: (trx: Transaction<unknown>, rollBack: (answer: T) => never) => Promise<T>,
): Promise<T> {
  const rollBack = (answer: T): never => {
    throw new RolledBack(answer);
  };
  try {
    return await database
      .transaction()
      .setIsolationLevel('read committed')
      .execute((trx) => body(trx, rollBack));
  } catch (error) {
    if (error instanceof RolledBack) return error.answer as T;
    throw error;
  }
}

class RolledBack extends Error {
  readonly answer: unknown;

  constructor(answer: unknown) {
    super('rolled back on purpose');
    this.answer = answer;
  }
}
