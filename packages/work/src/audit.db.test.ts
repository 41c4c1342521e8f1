import { tableRights, testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGarden, gardenOn, migrations, plantTree, type GardenDb } from '../test/garden.ts';
import { newMessageId, writeAudit, type AuditEntry } from './index.ts';

const database = await testDatabase<GardenDb>({ service: 'garden', packages: [migrations] });
const { owner, app } = database;

beforeAll(async () => {
  await createGarden(owner);
});

const entry: AuditEntry = {
  actor: 'operator:ann',
  action: 'garden.plant-tree.v1',
  subject: 'oak',
  because: 'the first one was eaten',
  messageId: newMessageId(),
  details: { consumer: 'garden.planting' },
};
const call = { actor: { id: 'operator:ann', roles: ['operator'] }, correlationId: 'c-1', traceparent: '' };
const entriesOf = async (subject: string) =>
  (await sql<Record<string, unknown>>`select * from holdfast.audit where subject = ${subject}`.execute(owner)).rows;

describe('an audit entry', () => {
  test('is kept with the effect that it tells of', async () => {
    await gardenOn(app).engine.transact(call, async ({ trx, scope }) => {
      await writeAudit(trx, entry);
      await plantTree({ treeId: 'oak', heightMm: 1 }, scope);
    });
    expect(await entriesOf('oak')).toEqual([
      {
        id: expect.any(String),
        at: expect.any(Date),
        actor: 'operator:ann',
        action: 'garden.plant-tree.v1',
        subject: 'oak',
        because: 'the first one was eaten',
        message_id: entry.messageId,
        details: { consumer: 'garden.planting' },
      },
    ]);
  });

  test('is not there where the effect is not', async () => {
    const failing = gardenOn(app).engine.transact(call, async ({ trx }) => {
      await writeAudit(trx, { ...entry, subject: 'elm' });
      throw new Error('it rains');
    });
    await expect(failing).rejects.toThrow('it rains');
    expect(await entriesOf('elm')).toEqual([]);
  });

  test.each(['actor', 'action', 'because'] as const)('without %s is refused by the table', async (field) => {
    const blank = app.transaction().execute((trx) => writeAudit(trx, { ...entry, [field]: ' ' }));
    await expect(blank).rejects.toMatchObject({ code: '23514' });
  });

  test('can be added and read by the service, and neither changed nor removed', async () => {
    const rights = await tableRights({ ...database, service: 'holdfast' });
    expect(rights.find(({ name }) => name === 'audit')?.rights).toBe('insert, select');
  });
});
