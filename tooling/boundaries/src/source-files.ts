import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every source file below `root`, from there and sorted: what people write, not what tools bring or build. */
export function sourceFiles(root: string, folder = ''): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return isSkipped(path, entry.name) ? [] : sourceFiles(root, path);
      return isSource(entry.name) || entry.name.endsWith('.sql') ? [path] : [];
    })
    .toSorted();
}

/** Whether a file holds JavaScript or TypeScript. */
export function isSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file);
}

/** Whether a file belongs to the platform, which serves any system. */
export function isPlatform(file: string): boolean {
  return /^(?:packages\/(?!contracts\/)|tooling\/|infra\/local\/)/.test(file);
}

// The fixtures of this package break the rules on purpose.
function isSkipped(path: string, name: string): boolean {
  return skipped.has(name) || path === 'tooling/boundaries/fixtures';
}

const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.turbo', '.holdfast']);
