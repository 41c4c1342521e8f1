import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { testDatabase } from '@holdfast/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGarden, gardenOn, migrations, plantTree, type GardenDb } from '../test/garden.ts';

const { owner, app, urls } = await testDatabase<GardenDb>({ service: 'garden', packages: [migrations] });

beforeAll(() => createGarden(owner));

/** Plants a tree in another process, which is killed at the point. */
function plantAndDieAt(point: string, treeId: string) {
  const program = join(import.meta.dirname, '..', 'test', 'plant-and-die.ts');
  const env = { ...process.env, DATABASE_URL: urls.app, POINT: point, TREE: treeId };
  return spawnSync(process.execPath, ['--conditions=@holdfast/source', program], { env, encoding: 'utf8' });
}

const plantAgain = async (treeId: string) => {
  const { work, outbox } = gardenOn(app);
  const once = { key: treeId, bodyHash: 'h-1' };
  return { answer: await work.run(plantTree, { treeId, heightMm: 1 }, { once }), commits: outbox.commits };
};

const saidAbout = (subject: string) =>
  app.selectFrom('garden.said').selectAll().where('subject', '=', subject).execute();

describe('a process that is killed', () => {
  test('before COMMIT leaves nothing, and a repeated request does it all', async () => {
    expect(plantAndDieAt('work.committing', 'oak')).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    await expect(saidAbout('oak')).resolves.toEqual([]);
    await expect(plantAgain('oak')).resolves.toEqual({ answer: { planted: 'oak' }, commits: 1 });
    await expect(saidAbout('oak')).resolves.toHaveLength(1);
  });

  test('after COMMIT leaves everything, and a repeated request does nothing', async () => {
    expect(plantAndDieAt('work.committed', 'elm')).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    await expect(saidAbout('elm')).resolves.toHaveLength(1);
    await expect(plantAgain('elm')).resolves.toEqual({ answer: { planted: 'elm' }, commits: 0 });
    await expect(saidAbout('elm')).resolves.toHaveLength(1);
  });
});
