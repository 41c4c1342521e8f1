import { askReplays, createOutbox, dropMessage, postgresConsumerStore, releaseKeys } from '@holdfast/messaging';
import type { Place } from '@holdfast/messaging';
import { createEngine, type AnyTransaction } from '@holdfast/work';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { eventOfId } from '../consumer-world/place-log.ts';
import type { Asked, Connection, ModelDatabase, Stored } from './model-database.ts';

/**
 * Where effects are kept. Whoever has an effect holds the row of its place until its commit, so the ids of one partition
 * have the sequence of the commits. An id is drawn when the row is written: a transaction that went on without that lock
 * would be seen by the id that comes too early, or too late.
 */
export const growthTable = `create table garden.growth (
  id bigint generated always as identity primary key, consumer text not null, event text not null)`;

/** The tables of a service, as its own role sees them. Each history has a consumer of its own and finds nothing of the others. */
export class PostgresModelDatabase implements ModelDatabase {
  readonly consumer: string;
  readonly #url: string;
  readonly #operators: Handle;
  readonly #looks: Handle;
  readonly #open = new Set<Handle>();
  readonly #waiting = new Set<Promise<unknown>>();

  constructor(url: string, history: number) {
    this.consumer = `garden.growth-${history}`;
    this.#url = url;
    this.#operators = this.#opened();
    this.#looks = this.#opened();
  }

  connect(fails: (event: string) => void): Connection {
    const handle = this.#opened();
    const { database } = handle;
    const grows = (trx: AnyTransaction) => async (event: string) => {
      await sql`insert into garden.growth (consumer, event) values (${this.consumer}, ${event})`.execute(trx);
      // Behind the effect, so that there is something to be rolled back.
      fails(event);
    };
    const engine = createEngine({
      service: 'garden',
      database,
      parts: (trx: AnyTransaction) => ({ grows: grows(trx) }),
      outbox: createOutbox({ service: 'garden' }),
    });
    return { store: postgresConsumerStore(database), engine, break: () => handle.break() };
  }

  /** One statement, and so one snapshot. */
  async stored(): Promise<Stored> {
    const { consumer } = this;
    const { rows } = await sql<StoredRow>`
      select (select coalesce(json_agg(json_build_object('partition', partition, 'next', next_offset)), '[]')
                from holdfast.consumer_position where consumer = ${consumer}) as positions,
             (select coalesce(json_agg(json_build_object('key', key, 'id', message_id, 'isDead', state = 'dead')), '[]')
                from holdfast.consumer_parked where consumer = ${consumer}) as parked,
             (select count(*)::int from holdfast.consumer_replay
               where consumer = ${consumer} and state = 'asked') as replays,
             array(select event from garden.growth where consumer = ${consumer} order by id) as had,
             array(select message_id::text from holdfast.audit
                    where action = 'messages.dropped' and details ->> 'consumer' = ${consumer}) as dropped
      `.execute(this.#looks.database);
    const { parked, dropped, ...rest } = rows[0]!;
    return {
      ...rest,
      parked: parked.map(({ id, ...row }) => ({ ...row, event: eventOfId(id) })),
      dropped: dropped.map(eventOfId),
    };
  }

  release(place: Place, key: string): Promise<unknown> {
    const held = { consumer: this.consumer, ...place, key };
    return this.#waitedFor(releaseKeys(this.#operators.database, [held], { perSecond: 1_000, operator }));
  }

  drop(place: Place, key: string): Promise<'dropped' | 'gone'> {
    return this.#waitedFor(this.#dropFirst(place, key));
  }

  askReplay({ place, again, perSecond, ...range }: Asked): Promise<unknown> {
    const wish = { consumer: this.consumer, again, perSecond, operator };
    return this.#waitedFor(askReplays(this.#operators.database, [{ ...place, ...range }], wish));
  }

  async close(): Promise<void> {
    for (const handle of this.#open) if (handle !== this.#operators) handle.break();
    await Promise.all(this.#waiting);
    this.#operators.break();
  }

  async #dropFirst(place: Place, key: string): Promise<'dropped' | 'gone'> {
    const { rows } = await sql<{ offset: string }>`
      select record_offset as offset from holdfast.consumer_parked
       where consumer = ${this.consumer} and topic = ${place.topic} and partition = ${place.partition} and key = ${key}
         and state <> 'dropped' order by record_offset limit 1`.execute(this.#operators.database);
    if (!rows[0]) return 'gone';
    const held = { consumer: this.consumer, ...place, offset: BigInt(rows[0].offset) };
    return dropMessage(this.#operators.database, held, operator);
  }

  #opened(): Handle {
    const handle = handleAt(this.#url);
    this.#open.add(handle);
    return handle;
  }

  #waitedFor<T>(asked: Promise<T>): Promise<T> {
    this.#waiting.add(asked);
    return asked.finally(() => this.#waiting.delete(asked));
  }
}

interface StoredRow extends Pick<Stored, 'positions' | 'replays' | 'had'> {
  readonly parked: readonly { readonly key: string; readonly id: string; readonly isDead: boolean }[];
  readonly dropped: readonly string[];
}

interface Handle {
  // oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in SQL
  readonly database: Kysely<any>;
  /** As the end of a process: its sockets are gone, without a word to the server. */
  break(): void;
}

function handleAt(connectionString: string): Handle {
  const pool = new pg.Pool({ connectionString, max: 4 });
  const clients = new Set<pg.Client>();
  let isBroken = false;
  const cut = (client: pg.Client) => client.connection.stream.destroy();
  pool.on('connect', (client) => {
    clients.add(client);
    // Whoever has it in hand is told by what becomes of its query.
    client.on('error', () => undefined);
    if (isBroken) cut(client);
  });
  pool.on('remove', (client) => clients.delete(client));
  pool.on('error', () => undefined);
  return {
    database: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    break: () => {
      isBroken = true;
      for (const client of clients) cut(client);
    },
  };
}

const operator = { name: 'ann', because: 'a test' };
