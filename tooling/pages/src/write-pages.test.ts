import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fenced, gardenHelp, smallTree } from '../test/small-tree.ts';
import { checkPages } from './check-pages.ts';
import { writePages } from './write-pages.ts';

const source = `class Garden {
  // #region water
  water(): void {
    // #region tap
    open();
    // #endregion
  }
  // #endregion
}
`;

describe('cutting a page anew', () => {
  test('fills its blocks, moves them to the left, and leaves all else', async () => {
    const page = (first: string[], second: string[]) =>
      [
        '# Water',
        '<!-- cut: garden.ts#water -->',
        fenced('ts', ...first),
        '- so:',
        '',
        '  <!-- cut: garden.ts#tap -->',
        ...second,
      ].join('\n');
    const root = smallTree({ 'garden.ts': source, 'page.md': page([], ['  ```ts', '  old', '  ```']) });
    expect(writePages(root, await checkPages(root, gardenHelp))).toEqual(['page.md']);
    expect(readFileSync(join(root, 'page.md'), 'utf8')).toBe(
      page(['water(): void {', '  open();', '}'], ['  ```ts', '  open();', '  ```']),
    );
    expect((await checkPages(root, gardenHelp)).problems).toEqual([]);
    expect(writePages(root, await checkPages(root, gardenHelp))).toEqual([]);
  });

  test('does not touch what has to be run, or has no source', async () => {
    const text = `<!-- run: water/pour -->\n${fenced('console', '$ echo wet', 'dry')}<!-- cut: gone.ts -->\n${fenced('ts', 'old')}`;
    const root = smallTree({ 'page.md': text });
    expect(writePages(root, await checkPages(root, gardenHelp))).toEqual([]);
    expect(readFileSync(join(root, 'page.md'), 'utf8')).toBe(text);
  });
});
