import { describe, expect, test } from 'vitest';
import { temporaryTree } from '../test/temporary-tree.ts';
import { DeclarationsRefused } from './declarations-refused.ts';
import { discoverServices } from './discover-services.ts';

const app = (folder: string, service: string) => ({
  [`apps/${folder}/package.json`]: '{}',
  [`apps/${folder}/service.ts`]: service,
});
const declaring = (name: string, port: number) =>
  `const port: number = ${port};\nexport default { name: '${name}', team: 'growers', port };\n`;

async function problemsIn(files: Record<string, string>): Promise<readonly string[]> {
  const refused = await discoverServices(temporaryTree(files)).catch((error: unknown) => error);
  if (!(refused instanceof DeclarationsRefused)) throw new Error('the tree was accepted');
  return refused.problems;
}

describe('a tree of apps', () => {
  test('is its services in the order of their folders', async () => {
    const root = temporaryTree({
      ...app('shed', declaring('shed', 5001)),
      ...app('garden', declaring('garden', 5000)),
    });
    expect((await discoverServices(root)).map(({ name, port }) => [name, port])).toEqual([
      ['garden', 5000],
      ['shed', 5001],
    ]);
  });

  test('without apps has no services', async () => {
    expect(await discoverServices(temporaryTree({ 'package.json': '{}' }))).toEqual([]);
  });

  test('may hold an app without a declaration, which is no service', async () => {
    const root = temporaryTree({ ...app('garden', declaring('garden', 5000)), 'apps/weather/package.json': '{}' });
    expect((await discoverServices(root)).map(({ name }) => name)).toEqual(['garden']);
  });

  test('may hold folders that are no packages', async () => {
    expect(
      await discoverServices(
        temporaryTree({ ...app('garden', declaring('garden', 5000)), 'apps/garden-notes/notes.md': '' }),
      ),
    ).toHaveLength(1);
  });
});

describe('a tree is refused', () => {
  test('when a declaration cannot be loaded, with the reason', async () => {
    const [problem] = await problemsIn(app('garden', 'throw new Error("frost");'));
    expect(problem).toMatch(/^apps\/garden\/service\.ts cannot be loaded: .*frost.*Mend the file/);
  });

  test('when a file exports no declaration', async () => {
    expect(await problemsIn(app('garden', 'export const garden = {};'))).toEqual([
      expect.stringContaining('has no declaration as its default export'),
    ]);
    expect(await problemsIn(app('garden', 'export default { name: 3 };'))).toEqual([
      expect.stringContaining('has no declaration as its default export'),
    ]);
  });

  test('when name and folder differ', async () => {
    expect(await problemsIn(app('garden', declaring('orchard', 5000)))).toEqual([
      expect.stringContaining("declares the name 'orchard', but its folder is 'garden'. Rename one"),
    ]);
  });

  test('when two services contradict each other', async () => {
    expect(
      await problemsIn({ ...app('garden', declaring('garden', 5000)), ...app('shed', declaring('shed', 5000)) }),
    ).toEqual([expect.stringContaining('apps/shed/service.ts: port 5000 is taken by apps/garden/service.ts')]);
  });

  test('with every file that cannot be read at once', async () => {
    expect(await problemsIn({ ...app('garden', ''), ...app('shed', 'throw new Error("frost");') })).toHaveLength(2);
  });
});
