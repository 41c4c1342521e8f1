import { randomBytes } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a file as a whole: a reader sees the old text or the new one, also after a crash half way. Only the owner may read it. */
export function writeWhole(file: string, text: string): void {
  const draft = draftOf(file, text);
  renameSync(draft, file);
}

/** Makes a file that must not exist yet, whole at once; false if another one was faster. Only the owner may read it. */
export function createWhole(file: string, text: string): boolean {
  const draft = draftOf(file, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function draftOf(file: string, text: string): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o600 });
  return draft;
}
