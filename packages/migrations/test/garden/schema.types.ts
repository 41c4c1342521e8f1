/** Never run: `typecheck` compiles it. What the generated types allow, and what must not compile. */
import type { Kysely } from 'kysely';
import type { GardenDb } from './schema.ts';

export async function uses(db: Kysely<GardenDb>): Promise<void> {
  const bed = await db.selectFrom('bed').selectAll().executeTakeFirstOrThrow();
  const id: string = bed.id;
  const madeAt: Date = bed.made_at;
  const plantedOn: Date | null = bed.planted_on;
  const weights: string[] = bed.weights;
  const notes: unknown = bed.notes;
  const season: 'spring' | 'it\'s "summer"' | null = bed.season;

  const beds = db.insertInto('bed');
  const given = {
    code: '…',
    name: 'roses',
    area: '2.50',
    seasons: ['spring' as const],
    weights: [1, '2'],
    notes: '{}',
  };
  beds.values(given);
  beds.values({ ...given, rows: 2, made_at: madeAt, planted_on: plantedOn, season, weights, labels: ['red'] });
  // @ts-expect-error the database alone gives an identity
  beds.values({ ...given, id: '1' });
  // @ts-expect-error a bed has a name
  beds.values({ ...given, name: null });
  // @ts-expect-error JSON is written as text
  beds.values({ ...given, notes: { a: 1 } });

  const update = db.updateTable('bed').where('id', '=', id);
  update.set({ area: 3, nickname: null, notes: JSON.stringify(notes) });
  // @ts-expect-error there is no season of that name
  update.set({ season: 'winter' });

  db.insertInto('bed_visit').values({ bed_id: id, day: new Date() });
  db.selectFrom('sunny_bed').select(['name', 'made_at']);
  // @ts-expect-error a partition is no table of its own
  db.selectFrom('bed_visit_default').selectAll();
}
