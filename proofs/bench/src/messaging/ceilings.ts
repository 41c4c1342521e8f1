import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { BenchDatabase } from './bench-database.ts';
import type { Sizes, Subject } from './subject.ts';

/** What PostgreSQL does at best here: an empty COMMIT that is flushed, and rows in the largest steps. */
export function ceilings({ owner, ownerUrl }: BenchDatabase, { forMs }: Sizes): Subject[] {
  const counted = (name: string, parallel: number, each: () => Promise<number>): Subject => ({
    name,
    run: async () => {
      await sql`truncate garden.note`.execute(owner);
      // Opens the connections.
      await Promise.all(Array.from({ length: parallel }, each));
      const startedAt = performance.now();
      let done = 0;
      const work = async (): Promise<void> => {
        while (performance.now() - startedAt < forMs) {
          // Not `done += await`: that would add to what it was before all others came back.
          const some = await each();
          done += some;
        }
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
    counted('rows by COPY of 10,000, one connection', 1, () => copied(ownerUrl)),
  ];
}

/** A connection of its own, which is opened in the time that counts: it is some thousandths of a second in ten thousand rows. */
async function copied(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await pipeline(Readable.from([tenThousand]), client.query(copyFrom('copy garden.note from stdin')));
    return 10_000;
  } finally {
    await client.end();
  }
}

const tenThousand = Buffer.from(Array.from({ length: 10_000 }, (_, n) => `tree-${n % 1_000}\t1\n`).join(''));
