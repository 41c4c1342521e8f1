import { join } from 'node:path';
import { defineEvent } from '@holdfast/contract-kit';
import { sql, type Kysely, type KyselyPlugin, type Transaction } from 'kysely';
import { z } from 'zod';
import type { AnyTransaction, Intended, IntentWriter, OutboxWriter, Said, Scope } from '../src/index.ts';
import { createEngine, defineEffect, useCase, Work } from '../src/index.ts';

/** A small service for the tests of this package: trees in a table, and what is said about them. */
export const TreePlanted = defineEvent({
  name: 'garden.tree-planted',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), heightMm: z.int() }),
});

export const WaterPlant = defineEffect({
  name: 'garden.water-plant',
  dependency: 'sprinkler',
  request: z.object({ plant: z.string(), litres: z.int() }),
  outcome: z.object({ result: z.literal('watered') }),
});

/** The platform's tables that this package brings. */
export const migrations = { package: '@holdfast/work', folder: join(import.meta.dirname, '..', 'migrations') };

export interface GardenDb {
  'garden.tree': { id: string; height_mm: number };
  'garden.intended': { effect: string; key: string; request: string };
  'garden.said': { id: string; position: number; type: string; subject: string; payload: string };
}

class TreeStore {
  readonly trx: Transaction<GardenDb>;

  constructor(trx: Transaction<GardenDb>) {
    this.trx = trx;
  }

  async add(id: string, heightMm: number): Promise<void> {
    await this.trx.insertInto('garden.tree').values({ id, height_mm: heightMm }).execute();
  }

  async grow(id: string): Promise<void> {
    await this.trx
      .updateTable('garden.tree')
      .set((column) => ({ height_mm: column('height_mm', '+', 1) }))
      .where('id', '=', id)
      .execute();
  }

  async heightOf(id: string): Promise<number> {
    const tree = await this.trx.selectFrom('garden.tree').select('height_mm').where('id', '=', id).executeTakeFirst();
    return tree?.height_mm ?? 0;
  }
}

export type GardenScope = Scope<{ trees: TreeStore }, typeof TreePlanted>;
export class GardenWork extends Work<GardenScope> {}

export interface PlantTree {
  readonly treeId: string;
  readonly heightMm: number;
}

export const plantTree = useCase('garden.plant-tree', async (command: PlantTree, { trees, publish }: GardenScope) => {
  await trees.add(command.treeId, command.heightMm);
  publish(TreePlanted, command);
  return { planted: command.treeId };
});

/** Writes what is said into a table, by one statement, and counts how often it is told of a commit. */
class GardenOutbox implements OutboxWriter {
  commits = 0;

  async write(trx: AnyTransaction, said: readonly Said[]): Promise<void> {
    const rows = said.map(({ id, message, subject, payload }, position) => ({
      id,
      position,
      type: message.name,
      subject,
      payload: new TextDecoder().decode(payload),
    }));
    await (trx as Transaction<GardenDb>).insertInto('garden.said').values(rows).execute();
  }

  committed(): void {
    this.commits += 1;
  }
}

/** Writes what is intended into a table, and counts how often it is told of a commit. */
class GardenIntents implements IntentWriter {
  commits = 0;

  async write(trx: AnyTransaction, intended: readonly Intended[]): Promise<void> {
    const rows = intended.map(({ effect, key, request }) => ({
      effect: effect.name,
      key,
      request: JSON.stringify(request),
    }));
    await (trx as Transaction<GardenDb>).insertInto('garden.intended').values(rows).execute();
  }

  committed(): void {
    this.commits += 1;
  }
}

/** Notes the statements that pass: `insert garden.tree`, and just `raw` for handwritten SQL. */
class Statements implements KyselyPlugin {
  readonly seen: string[] = [];

  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    this.seen.push(node.kind === 'InsertQueryNode' ? `insert ${tableIn(node)}` : node.kind);
    return node;
  }

  async transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    return result;
  }
}

export async function createGarden(owner: Kysely<GardenDb>): Promise<void> {
  await sql`create table garden.tree (id text primary key, height_mm int not null)`.execute(owner);
  await sql`create table garden.intended (effect text, key text, request text)`.execute(owner);
  await sql`create table garden.said (id uuid primary key, position int, type text, subject text, payload text)`.execute(
    owner,
  );
}

/** The work of the garden on a database, with an outbox and statements of its own. */
export function gardenOn(app: Kysely<GardenDb>) {
  const outbox = new GardenOutbox();
  const intents = new GardenIntents();
  const statements = new Statements();
  const database = app.withPlugin(statements);
  const engine = createEngine({
    service: 'garden',
    database,
    parts: (trx) => ({ trees: new TreeStore(trx) }),
    outbox,
    intents,
  });
  return { outbox, intents, statements: statements.seen, engine, work: new GardenWork(engine) };
}

function tableIn(insert: { into?: { table: { schema?: { name: string }; identifier: { name: string } } } }): string {
  const table = insert.into?.table;
  return `${table?.schema?.name}.${table?.identifier.name}`;
}
