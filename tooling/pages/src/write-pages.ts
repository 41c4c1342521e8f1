import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PagesReport } from './check-pages.ts';
import type { CheckedBlock, CheckedPage } from './checked-page.ts';

/** Cuts anew what can be cut without running it. Resolves to the pages that it changed. */
export function writePages(root: string, { pages }: Pick<PagesReport, 'pages'>): string[] {
  return pages.flatMap((checked) => {
    const text = cutAnew(checked);
    if (text === checked.page.lines.join('\n')) return [];
    writeFileSync(join(root, checked.page.path), text);
    return [checked.page.path];
  });
}

/** The page with every block as its source has it. */
function cutAnew({ page, blocks }: CheckedPage): string {
  const lines = [...page.lines];
  // From the end, so that the lines above stay where they are.
  for (const { block, finding } of blocks.toReversed()) {
    const wanted = linesFor({ block, finding });
    if (wanted) lines.splice(block.line, block.content.length, ...wanted);
  }
  return lines.join('\n');
}

function linesFor({ block: { indent }, finding: { wanted } }: CheckedBlock): string[] | undefined {
  return wanted?.map((line) => (line === '' ? line : `${indent}${line}`));
}
