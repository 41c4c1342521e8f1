import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMarker } from './marker.ts';
import { pageFiles } from './page-files.ts';
import { readPage } from './page.ts';
import { scriptOf, type Script } from './script.ts';

/** What the pages below `root` want to have run, without a look at anything else of them. */
export function readScripts(root: string): Script[] {
  return pageFiles(root).flatMap((path) => {
    const page = readPage(path, readFileSync(join(root, path), 'utf8'));
    const blocks = page.blocks.map((block) => {
      const marker = block.marker === undefined ? undefined : parseMarker(block.marker);
      return { block, finding: { marker } };
    });
    return scriptOf({ page, blocks }).script ?? [];
  });
}
