import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { shipmentStoreBehaviour } from '../use-cases/shipment-store.behaviour.ts';
import { PostgresShipmentStore } from './postgres-shipment-store.ts';
import type { ShippingDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<ShippingDb>({ service: 'shipping', packages });

shipmentStoreBehaviour('PostgresShipmentStore', async () => {
  await sql`truncate shipping.shipments cascade`.execute(owner);
  return (run) => app.transaction().execute((trx) => run(new PostgresShipmentStore(trx)));
});
