import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every page below `root`, from there, in order. What is brought or made, what breaks rules on purpose, and what becomes a page elsewhere is none. */
export function pageFiles(root: string, folder = ''): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const found = entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return noPages.has(entry.name) ? [] : pageFiles(root, path);
    return entry.isFile() && entry.name.endsWith('.md') ? [path] : [];
  });
  return found.toSorted();
}

const noPages = new Set(['node_modules', 'dist', 'coverage', '.git', '.turbo', '.holdfast', 'fixtures', 'templates']);
