import { once } from 'node:events';
import { relative, resolve } from 'node:path';
import { watch } from 'chokidar';
import { SaveBatch } from './save-batch.ts';

/** What is watched, and who hears of it. */
export interface SourcesToWatch {
  readonly root: string;
  /** Files and folders below the root. */
  readonly paths: readonly string[];
  /** Files that were saved, made or removed together, by their paths below the root, with `/`. */
  readonly onSave: (files: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

export interface SourceWatcher {
  close(): Promise<void>;
}

/**
 * Watches until `close`. Resolves when nothing that is saved from now on is missed. What is saved in a rush (a formatter, a
 * checkout of another branch, "save all") is told once, when it has been quiet for a moment.
 */
export async function watchSources({ root, paths, onSave, onError }: SourcesToWatch): Promise<SourceWatcher> {
  const batch = new SaveBatch(onSave);
  // Of the path below the root: the checkout itself may lie in a folder of such a name.
  const ignored = (path: string): boolean => notSources.test(`/${relative(root, resolve(root, path))}/`);
  const watcher = watch([...paths], { cwd: root, ignoreInitial: true, ignored });
  const hear = (file: string): void => batch.add(relative(root, resolve(root, file)));
  watcher.on('add', hear).on('change', hear).on('unlink', hear).on('error', onError);
  await once(watcher, 'ready');
  return {
    close: async () => {
      batch.drop();
      await watcher.close();
    },
  };
}

const notSources = /[/\\](node_modules|dist|\.turbo|\.holdfast)[/\\]/;
