import { sql } from 'kysely';
import type { BenchDatabase } from './bench-database.ts';
import type { Sizes, Subject } from './subject.ts';

/** What PostgreSQL does at best here: an empty COMMIT that is flushed, and rows in the largest steps. */
export function ceilings({ owner }: BenchDatabase, { forMs }: Sizes): Subject[] {
  const counted = (name: string, parallel: number, each: () => Promise<number>): Subject => ({
    name,
    run: async () => {
      await sql`truncate garden.note`.execute(owner);
      const startedAt = performance.now();
      let done = 0;
      const work = async (): Promise<void> => {
        while (performance.now() - startedAt < forMs) done += await each();
      };
      await Promise.all(Array.from({ length: parallel }, work));
      return { perSecond: (1_000 * done) / (performance.now() - startedAt) };
    },
  });
  // A record in the log that is waited for, as with any COMMIT; it leaves nothing behind.
  const commit = async (): Promise<number> => {
    await sql`select pg_logical_emit_message(true, 'bench', 'x')`.execute(owner);
    return 1;
  };
  const ids = Array.from({ length: 1_000 }, (_, n) => `tree-${n}`);
  const unnest = async (): Promise<number> => {
    await sql`insert into garden.note select id, 1 from unnest(${ids}::text[]) as id`.execute(owner);
    return ids.length;
  };
  return [
    counted('empty COMMIT, one connection', 1, commit),
    counted('empty COMMIT, sixteen connections', 16, commit),
    counted('rows by UNNEST of 1,000, one connection', 1, unnest),
  ];
}
