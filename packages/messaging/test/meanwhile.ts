import type { Kysely, QueryResult, UnknownRow } from 'kysely';

/** Something happens after each statement. */
export function meanwhile(of: Database, happens: (result: QueryResult<UnknownRow>) => Promise<unknown>): Database {
  return of.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      await happens(result);
      return result;
    },
  });
}

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
type Database = Kysely<any>;
