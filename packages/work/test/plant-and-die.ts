import { subscribe } from 'node:diagnostics_channel';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { gardenOn, plantTree, type GardenDb } from './garden.ts';

// A program that plants a tree under an idempotency key and is killed at the point that it is told.
const { DATABASE_URL: connectionString, POINT: point, TREE: treeId = '' } = process.env;
subscribe(`holdfast:${point}`, () => process.kill(process.pid, 'SIGKILL'));

const app = new Kysely<GardenDb>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString }) }) });
await gardenOn(app).work.run(plantTree, { treeId, heightMm: 1 }, { once: { key: treeId, bodyHash: 'h-1' } });
