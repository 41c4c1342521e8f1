import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { libraryTree } from '../../test/library-tree.ts';
import { temporaryTree } from '../../test/temporary-tree.ts';
import { carryOut } from './carry-out.ts';
import { namesOfExample } from './names-of-example.ts';
import { placesThatName } from './places-that-name.ts';
import { planRemoval } from './plan-removal.ts';
import { PlatformNeedsExample } from './platform-needs-example.ts';

describe('the example of a clone', () => {
  test('is its apps and contracts, what needs them, and what the trial sends', async () => {
    const { folders } = await planRemoval(temporaryTree(libraryTree));
    expect(folders).toEqual([
      'apps/library',
      'apps/postman',
      'docs/how-to',
      'docs/tour.md',
      'examples',
      'packages/contracts/library',
      'proofs/seasons',
    ]);
  });

  test('goes, and everything else stays', async () => {
    const root = temporaryTree(libraryTree);
    const removal = await planRemoval(root);
    carryOut(root, removal);
    expect(removal.folders.filter((folder) => existsSync(join(root, folder)))).toEqual([]);
    expect(['apps', 'packages/contracts'].filter((folder) => existsSync(join(root, folder)))).toEqual([]);
    expect(['packages/work', 'tooling/cli', 'proofs/clocks'].every((folder) => existsSync(join(root, folder)))).toBe(
      true,
    );
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toEqual({
      name: 'clone',
      dependencies: { '@plat/work': '*' },
    });
    expect(readFileSync(join(root, 'system.services.ts'), 'utf8')).toContain('export const services = [] as const;');
    expect(readFileSync(join(root, 'system.ts'), 'utf8')).toMatch(/teams: {},\n {2}services,\n {2}steps: \[\],/);
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('The first service');
    expect(readFileSync(join(root, 'docs/runbooks/late.md'), 'utf8')).toBe('# Late\n\n## Do\nAsk.\n');
    expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toMatch(/^# Changelog\n[^]*Begun from Holdfast/);
  });

  test('is refused as long as the platform needs it, also in a round-about way', async () => {
    const needs = JSON.stringify({ name: '@plat/cli', devDependencies: { '@plat/seasons': '*' } });
    const root = temporaryTree({ ...libraryTree, 'tooling/cli/package.json': needs });
    const refused = await planRemoval(root).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PlatformNeedsExample);
    expect(refused).toMatchObject({ message: expect.stringContaining('tooling/cli depends on the example') });
  });

  test('keeps a folder of examples that holds packages', async () => {
    const root = temporaryTree({ ...libraryTree, 'examples/tools/package.json': '{}' });
    expect((await planRemoval(root)).folders).not.toContain('examples');
  });

  test('is nothing when it went before', async () => {
    const { 'package.json': manifest, 'pnpm-workspace.yaml': workspace } = libraryTree;
    const root = temporaryTree({
      'package.json': manifest!,
      'pnpm-workspace.yaml': workspace!,
      'docs/how-to/bake.md': 'Our own.',
      'system.ts': `export default { name: 'my-system', teams: {}, services: [], steps: [] };`,
    });
    expect(await planRemoval(root)).toEqual({ folders: [], files: [], packages: [] });
  });
});

describe('a name of the example in a file that stays', () => {
  test.each([
    ['packages/work/src/index.ts', '// as in the library', 'library'],
    ['packages/work/README.md', 'see `BookLent` of it', 'BookLent'],
    ['packages/work/src/index.ts', 'const book_id = 1;', 'book_id'],
    ['docs/rules/x.md', 'import "@town/x";', 'town'],
    ['STYLE.md', 'class PostgresLibraryStore', 'PostgresLibraryStore'],
    ['.ci/run', 'ask the parcel-post', 'parcel-post'],
    ['.ci/run', 'node apps/postman', 'postman'],
  ])('is found: in %s %j', async (file, text, word) => {
    const root = temporaryTree({ ...libraryTree, [file]: `first\n${text}\n` });
    const removal = await planRemoval(root);
    const names = await namesOfExample(root, removal);
    carryOut(root, removal);
    expect(placesThatName(root, names)).toEqual([{ file, line: 2, word }]);
  });

  test.each([
    ['docs/adr/0001-x.md', 'the library'],
    ['packages/work/node_modules/x/index.js', 'the library'],
    ['packages/work/src/index.ts', 'librarian, postmaster, bookish'],
    ['packages/work/src/index.ts', 'the keepers book, as a team and a subject are ordinary words'],
  ])('is not looked for: in %s %j', async (file, text) => {
    const root = temporaryTree({ ...libraryTree, [file]: text });
    const removal = await planRemoval(root);
    const names = await namesOfExample(root, removal);
    carryOut(root, removal);
    expect(placesThatName(root, names)).toEqual([]);
  });
});
