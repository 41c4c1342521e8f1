import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spelledAlike } from './spelled-alike.ts';

/** A word of the example in a file that stays. */
export interface NamingPlace {
  readonly file: string;
  readonly line: number;
  readonly word: string;
}

/**
 * Where files that people write still use one of the names, also as a part of a longer word, also in comments. Decisions
 * may: they tell why things became what they are, and the example was part of that.
 */
export function placesThatName(root: string, names: ReadonlySet<string>): NamingPlace[] {
  return filesIn(root).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    if (text.includes('\0')) return [];
    return text
      .split('\n')
      .flatMap((line, index) => wordsOf(line, names).map((word) => ({ file, line: index + 1, word })));
  });
}

function wordsOf(line: string, names: ReadonlySet<string>): string[] {
  const words = [...line.matchAll(/[A-Za-z][\w-]*/g)].map(([word]) => word);
  return words.filter((word) => {
    const spelled = `-${spelledAlike(word)}-`;
    return [...names].some((name) => spelled.includes(`-${name}-`));
  });
}

function filesIn(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (skippedNames.has(entry.name) || skippedPaths.has(path)) return [];
    if (entry.isDirectory()) return filesIn(root, path);
    return entry.isFile() ? [path] : [];
  });
}

const skippedNames = new Set(['node_modules', 'dist', 'coverage', '.git', '.turbo', '.holdfast', 'pnpm-lock.yaml']);
const skippedPaths = new Set(['docs/adr']);
