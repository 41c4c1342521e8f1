import { describe, expect, test } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { scratchDatabase, withClient } from '../test/scratch-database.ts';
import { expand, outside, writePackage } from '../test/written-package.ts';
import { migrate } from './migrate.ts';

const beds = { '0001-beds.sql': expand('create table bed (id int);') };
const unique = outside('create unique index concurrently if not exists bed_id on bed (id);');

async function garden() {
  const { ownerUrl: url, roles, read } = await scratchDatabase();
  const run = async (files: Record<string, string>) =>
    await migrate({ url, roles, packages: [writePackage('@yard/garden', files)], schema: 'garden' });
  const index = () =>
    read<{ indisvalid: boolean }>(
      `select i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'bed_id'`,
    );
  return {
    url,
    run,
    read,
    index,
    write: (...ids: number[]) => read(`insert into garden.bed select unnest($1::int[])`, [ids]),
  };
}

describe('an index whose rows contradict it', async () => {
  const { run, index, write, read } = await garden();

  test('fails, and leaves nothing that would refuse rows', async () => {
    await run(beds);
    await write(1, 1);
    await expect(run({ ...beds, '0002-index.sql': unique })).rejects.toThrow(
      /could not create unique index "bed_id".*Key \(id\)=\(1\) is duplicated/,
    );
    expect(await index()).toEqual([]);
  });

  test('is built once they are mended', async () => {
    await read('delete from garden.bed');
    await run({ ...beds, '0002-index.sql': unique });
    expect(await index()).toEqual([{ indisvalid: true }]);
  });
});

describe('an index that was cut off half way', async () => {
  const { url, run, index, write, read } = await garden();

  test('is built again, although `if not exists` would take it for the finished one', async () => {
    await run(beds);
    await withClient(url, async (reader) => {
      await reader.query('begin; lock table garden.bed in row exclusive mode');
      const building = run({ ...beds, '0002-index.sql': unique }).catch((error: unknown) => error);
      await eventually('the index is half built', async () => (await index()).length > 0);
      await read(
        `select pg_terminate_backend(pid) from pg_stat_progress_create_index where datname = current_database()`,
      );
      expect(await building).toBeInstanceOf(Error);
      await reader.query('commit');
    });
    expect(await index()).toEqual([{ indisvalid: false }]);
    await run({ ...beds, '0002-index.sql': unique });
    expect(await index()).toEqual([{ indisvalid: true }]);
    await expect(write(1, 1)).rejects.toThrow('duplicate key');
  });
});
