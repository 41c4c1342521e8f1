import { describe, expect, test } from 'vitest';
import { expand, outside, writePackage } from '../test/written-package.ts';
import { MigrationFilesInvalid, readMigrations } from './migration-file.ts';
import type { MigrationSource } from './migration-source.ts';

const tables = { '0001-beds.sql': expand('create table bed (id int);') };

async function problemsOf(...sources: MigrationSource[]): Promise<string[]> {
  const error = await readMigrations(sources).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MigrationFilesInvalid)) throw new Error('the files were accepted', { cause: error });
  return error.problems.map(({ file, line, problem }) => `${file.split('/').at(-1)}:${line} ${problem}`);
}

const problemsOfFile = (file: string, text: string) => problemsOf(writePackage('@yard/garden', { [file]: text }));

describe('a folder of migrations', () => {
  test('is read by number, platform packages as they are listed', async () => {
    const platform = writePackage('@holdfast/soil', {
      '0002-b.sql': expand('select 2;'),
      '0001-a.sql': expand('select 1;'),
    });
    const own = writePackage('@yard/garden', { ...tables, 'README.md': 'Beds.' });
    const files = await readMigrations([platform, own]);
    expect(files.map((file) => `${file.package} ${file.file}`)).toEqual([
      '@holdfast/soil 0001-a.sql',
      '@holdfast/soil 0002-b.sql',
      '@yard/garden 0001-beds.sql',
    ]);
  });

  test('has the same hashes with the line ends of another system', async () => {
    const text = expand('create table bed (id int);');
    const [unix, windows] = await readMigrations([
      writePackage('a', { '0001-beds.sql': text }),
      writePackage('b', { '0001-beds.sql': text.replaceAll('\n', '\r\n') }),
    ]);
    expect(unix?.sha256).toBe(windows?.sha256);
  });

  test('with two files of one number is refused', async () => {
    const both = { ...tables, '0001-paths.sql': expand('select 1;') };
    expect(await problemsOf(writePackage('@yard/garden', both))).toEqual([
      '0001-paths.sql:1 0001-beds.sql has the same number. Give the newer of the two the next free one.',
    ]);
  });

  test('of the platform is refused after the service’s own', async () => {
    const [own, platform] = [writePackage('@yard/garden', tables), writePackage('@holdfast/soil', tables)];
    expect(await problemsOf(own, platform)).toEqual([expect.stringMatching(/@holdfast\/soil belongs to the platform/)]);
  });

  test('with several bad files tells the problems of all of them', async () => {
    expect(
      await problemsOf(
        writePackage('@yard/garden', {
          '0001-a.sql': 'select 1;',
          'b.sql': expand('select 2;'),
          '0003-c.sql': expand('selec 3;'),
        }),
      ),
    ).toHaveLength(5);
  });
});

describe('a file name', () => {
  test.each(['1-beds.sql', '0001_beds.sql', '0001-Beds.sql', '0001-beds.grow.sql', '0001-.sql'])(
    'like %s is refused',
    async (name) => {
      expect(await problemsOfFile(name, expand('select 1;'))).toEqual([
        expect.stringContaining('This name has no number, or a phase that nobody knows'),
      ]);
    },
  );

  test('that says another phase than the header is refused', async () => {
    expect(await problemsOfFile('0001-beds.contract.sql', expand('select 1;'))).toEqual([
      expect.stringContaining('The header says phase expand, the name says contract'),
    ]);
  });

  test('must say a phase other than expand', async () => {
    const text = expand('drop table bed;').replace('expand', 'contract');
    expect(await problemsOfFile('0001-beds.sql', text)).toEqual([
      expect.stringContaining('Rename the file to `….contract.sql`'),
    ]);
  });
});

describe('the SQL of a file', () => {
  test('is read by PostgreSQL’s own parser, which names the line', async () => {
    expect(await problemsOfFile('0001-beds.sql', expand('select 1;\n\nselekt 2;'))).toEqual([
      '0001-beds.sql:7 PostgreSQL cannot read this: syntax error at or near "selekt".',
    ]);
  });

  test('that is empty is refused', async () => {
    expect(await problemsOfFile('0001-beds.sql', expand('-- nothing yet'))).toEqual([
      '0001-beds.sql:1 The file has no statement. Delete it.',
    ]);
  });

  test.each(['commit;', 'BEGIN;', 'rollback;'])('does not end its transaction by %s', async (statement) => {
    const text = expand(`create table bed (id int);\n-- dös\n/* so */ ${statement}\nselect 1;`);
    expect(await problemsOfFile('0001-beds.sql', text)).toEqual([
      expect.stringMatching(/^0001-beds\.sql:7 A file runs in one transaction/),
    ]);
  });

  test('may hold these words where they end nothing', async () => {
    const text = expand(`create procedure grow() language plpgsql as $$ begin commit; end $$;\nselect 'commit;';`);
    await expect(readMigrations([writePackage('@yard/garden', { '0001-grow.sql': text })])).resolves.toHaveLength(1);
  });

  test('builds no index concurrently in a transaction', async () => {
    const text = expand('create index concurrently if not exists bed_id on bed (id);');
    expect(await problemsOfFile('0001-beds.sql', text)).toEqual([
      expect.stringContaining('with `-- transaction: off`'),
    ]);
    expect(await problemsOfFile('0001-beds.sql', expand('drop index concurrently bed_id;'))).toEqual([
      expect.stringContaining('with `-- transaction: off`'),
    ]);
  });
});

describe('the SQL of a file without a transaction', () => {
  test('is one statement', async () => {
    expect(await problemsOfFile('0001-beds.sql', outside('vacuum bed;\n\nvacuum path;'))).toEqual([
      expect.stringMatching(/^0001-beds\.sql:7 .*holds one statement/),
    ]);
  });

  test.each(['create index concurrently bed_id on bed (id);', 'drop index concurrently bed_id;'])(
    'can be repeated, unlike `%s`',
    async (statement) => {
      expect(await problemsOfFile('0001-beds.sql', outside(statement))).toEqual([
        expect.stringContaining('After a crash the statement runs again'),
      ]);
    },
  );

  test('tells which index it builds', async () => {
    const [file] = await readMigrations([
      writePackage('@yard/garden', {
        '0001-beds.sql': outside('create index concurrently if not exists bed_id on yard.bed (id);'),
      }),
    ]);
    expect(file?.builds).toEqual({ schema: 'yard', name: 'bed_id' });
  });
});
