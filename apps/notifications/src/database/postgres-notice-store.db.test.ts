import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { noticeStoreBehaviour } from '../use-cases/notice-store.behaviour.ts';
import { PostgresNoticeStore } from './postgres-notice-store.ts';
import type { NotificationsDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<NotificationsDb>({ service: 'notifications', packages });

noticeStoreBehaviour('PostgresNoticeStore', async () => {
  await sql`truncate notifications.notices`.execute(owner);
  return (run) => app.transaction().execute((trx) => run(new PostgresNoticeStore(trx)));
});
