import { eventually, testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';

const { urls, app } = await testDatabase({ service: 'garden' });
const asking = async () => {
  const { rows } = await sql<{ query: string }>`
    select query from pg_stat_activity where application_name = 'holdfast db query' and datname = current_database()
       and query like '%pg_sleep%'`.execute(app);
  return rows.length;
};

test('a question that nobody waits for any more ends here at once, and at the server soon', async () => {
  const controller = new AbortController();
  const answer = ask({ url: urls.app, sql: 'select pg_sleep(60)', timeoutS: 60, signal: controller.signal });
  answer.catch(() => undefined);
  await eventually(async () => (await asking()) === 1, { what: 'the question is under way' });
  controller.abort(new Error('enough'));
  await expect(answer).rejects.toThrow('enough');
  await eventually(async () => (await asking()) === 0, { what: 'the server has noticed', withinMs: 10_000 });
});
