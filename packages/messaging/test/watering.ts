import { defineCommand, need } from '@holdfast/contract-kit';
import { createEngine } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { Broker } from '../src/broker/broker.ts';
import { Consumer } from '../src/consumer/consumer.ts';
import { postgresConsumerStore } from '../src/consumer/postgres-consumer-store.ts';
import { createOutbox } from '../src/outbox/create-outbox.ts';

/** A command that the garden takes, and that a person may send. */
export const WaterTree = defineCommand({
  name: 'garden.water-tree',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), litres: z.int() }),
});

export const Watering = need(WaterTree, { treeId: true });

/** Waters trees: notes in `garden.watered` which one, and who has acted. */
export function wateringConsumer(database: Kysely<unknown>, broker: Broker): Consumer {
  const name = 'garden.watering';
  return new Consumer({
    name,
    handlers: [{ consumer: name, need: Watering, run: ({ treeId }, { water }) => water(treeId) }],
    engine: createEngine({
      service: 'garden',
      database,
      outbox: createOutbox({ service: 'garden' }),
      parts: (trx) => ({
        water: async (treeId: string) => {
          await sql`insert into garden.watered (tree) values (${treeId})`.execute(trx);
        },
      }),
    }),
    store: postgresConsumerStore(database),
    broker,
    settings: { backoff: { firstMs: 1, longestMs: 50 } },
  });
}
