import { sql, type Kysely } from 'kysely';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

/** Where a consumer stands in a place, and what waits there. */
export interface PlaceStatus {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: bigint;
  readonly updatedAt: Date;
  readonly parkedKeys: number;
  readonly deadKeys: number;
  readonly messages: number;
}

/** All positions of the consumers of this database, with what is parked there. Changes nothing. */
export async function consumerStatus(database: Database): Promise<PlaceStatus[]> {
  const { rows } = await sql<Omit<PlaceStatus, 'nextOffset'> & { nextOffset: string }>`
    select p.consumer, p.topic, p.partition, p.next_offset as "nextOffset", p.updated_at as "updatedAt",
           held."parkedKeys", held."deadKeys", held.messages
      from holdfast.consumer_position as p,
           lateral (select (count(*) filter (where next_at is not null and state <> 'dead'))::int as "parkedKeys",
                           (count(*) filter (where state = 'dead'))::int as "deadKeys", count(*)::int as messages
                      from holdfast.consumer_parked as m
                     where m.consumer = p.consumer and m.topic = p.topic and m.partition = p.partition) as held
     order by p.consumer, p.topic, p.partition`.execute(database);
  return rows.map((row) => ({ ...row, nextOffset: BigInt(row.nextOffset) }));
}
