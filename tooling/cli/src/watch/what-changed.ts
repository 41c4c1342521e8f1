import type { PackageUsers } from './package-users.ts';

/** What a saved file asks for. */
export interface Changed {
  /** Apps that run the file's code. */
  readonly restarts: ReadonlySet<string>;
  /** It says what was made when everything was started: databases, topics, rights, ports, packages. */
  readonly needsNewStart: boolean;
}

/** Judges a file by its path below the root, with `/`. Undefined for what no process reads: tests, pages, what tools wrote. */
export function whatChanged(file: string, users: PackageUsers): Changed | undefined {
  if (rootDeclarations.has(file)) return { restarts: none, needsNewStart: true };
  const folder = folderOf(file, users);
  if (folder === undefined) return undefined;
  const inside = file.slice(folder.length + 1);
  if (inside === 'package.json' || isMigration(inside)) return { restarts: none, needsNewStart: true };
  const restarts = users.get(folder) ?? none;
  if (inside === 'service.ts') return { restarts, needsNewStart: true };
  return isCode(inside) ? { restarts, needsNewStart: false } : undefined;
}

/** Files at the root that say what there is. */
export const rootDeclarations: ReadonlySet<string> = new Set([
  'system.ts',
  'system.services.ts',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
]);
const none: ReadonlySet<string> = new Set();

function folderOf(file: string, users: PackageUsers): string | undefined {
  return [...users.keys()].find((folder) => file.startsWith(`${folder}/`));
}

function isMigration(inside: string): boolean {
  return inside.startsWith('migrations/') && inside.endsWith('.sql');
}

// A file's ending decides: an editor that writes beside the file and renames has names of its own for a moment.
function isCode(inside: string): boolean {
  return (
    /^(src|data)\//.test(inside) &&
    /\.([cm]?[jt]s|json|sql)$/.test(inside) &&
    !/\.(test|behaviour|fixture)\.ts$/.test(inside)
  );
}
