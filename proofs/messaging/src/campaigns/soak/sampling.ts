import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { serviceNames, type TwoServices } from '../system/two-services.ts';
import type { Supervised } from '../system/supervised.ts';
import type { Sample } from './trend.ts';

/** By name, from the beginning to the end: the memory of each process in megabytes, and each table's in kilobytes. */
export interface Samples {
  readonly memory: Readonly<Record<string, readonly Sample[]>>;
  readonly tables: Readonly<Record<string, readonly Sample[]>>;
}

/** Looks at everything every few seconds until the time is over. */
export async function sample(
  two: TwoServices,
  processes: readonly Supervised[],
  { forMs, signal, tell }: { forMs: number; signal: AbortSignal; tell: (line: string) => void },
): Promise<Samples> {
  const memory: Record<string, Sample[]> = {};
  const tables: Record<string, Sample[]> = {};
  const startedAt = performance.now();
  for (let round = 0; performance.now() - startedAt < forMs; round += 1) {
    const atMs = performance.now() - startedAt;
    for (const { name, pid } of processes) (memory[name] ??= []).push({ atMs, value: megabytesOf(pid) });
    for (const [table, value] of await sizesOf(two)) (tables[table] ??= []).push({ atMs, value });
    if (round % 6 === 0)
      tell(
        Object.entries(memory)
          .map(([name, all]) => `${name} ${all.at(-1)!.value.toFixed(0)} MB`)
          .join(', '),
      );
    await wait(5_000, undefined, { signal });
  }
  return { memory, tables };
}

function megabytesOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** Of the tables through which messages go, and which must not grow with their number. */
async function sizesOf({ owner }: TwoServices): Promise<[string, number][]> {
  const sizes: [string, number][] = [];
  for (const service of serviceNames) {
    const { rows } = await sql<{ name: string; kilobytes: number }>`
      select relname as name, (sum(pg_total_relation_size(oid)) / 1024)::float8 as kilobytes
        from (select oid, regexp_replace(relname, '_[0-2]$', '') as relname from pg_class
               where relnamespace = 'holdfast'::regnamespace and relkind = 'r'
                 and relname ~ '^(outbox|outbox_event_[0-2]|outbox_tick|outbox_cursor|outbox_parked|consumer_parked|consumer_position|relay_lease)$') as t
       group by relname`.execute(owner[service]);
    sizes.push(...rows.map(({ name, kilobytes }): [string, number] => [`${service} ${name}`, kilobytes]));
  }
  return sizes;
}
