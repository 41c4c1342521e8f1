import { sql } from 'kysely';
import { anomaliesOf, noAnomalies, sumOf, type Anomalies } from './anomalies.ts';
import { serviceNames, type TwoServices } from './two-services.ts';

/** How far things are: what was committed by the garden, and how much of it is noted at each end. */
export interface Progress {
  readonly grown: number;
  readonly noted: Readonly<Record<'garden' | 'library', number>>;
}

export async function progressOf({ owner }: TwoServices): Promise<Progress> {
  const { rows } = await sql<{ sum: string }>`select coalesce(sum(grown), 0) as sum from garden.tree`.execute(
    owner.garden,
  );
  const noted = { garden: 0, library: 0 };
  for (const service of serviceNames) {
    const counted = await sql<{ count: string }>`select count(*) as count from note`.execute(owner[service]);
    noted[service] = Number(counted.rows[0]!.count);
  }
  return { grown: Number(rows[0]!.sum), noted };
}

/** Everything that must not have happened, as the ledgers of both ends and the trap for positions tell. */
export async function findAnomalies(two: TwoServices): Promise<Anomalies> {
  const grown = await grownOf(two);
  const all: Anomalies[] = [];
  for (const service of serviceNames) {
    const notes = await notesOf(two, service);
    for (const [tree, steps] of grown) all.push(anomaliesOf(tree, steps, notes.get(tree) ?? []));
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from moved_back`.execute(
      two.owner[service],
    );
    all.push({ ...noAnomalies, movedBack: rows[0]!.count });
  }
  return sumOf(all);
}

async function grownOf({ owner }: TwoServices): Promise<Map<string, number>> {
  const { rows } = await sql<{ tree_id: string; grown: number }>`select tree_id, grown from tree`.execute(owner.garden);
  return new Map(rows.map(({ tree_id: tree, grown }) => [tree, grown]));
}

async function notesOf({ owner }: TwoServices, service: 'garden' | 'library'): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ tree_id: string; numbers: number[] }>`
    select tree_id, array_agg(number order by id) as numbers from note group by tree_id`.execute(owner[service]);
  return new Map(rows.map(({ tree_id: tree, numbers }) => [tree, numbers]));
}
