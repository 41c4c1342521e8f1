import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './break.ts';

/** The files of a tree as they are with these edits, by their names. Throws {@link EditMisfits}; writes nothing. */
export function edited(root: string, edits: readonly Edit[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
    const found = text.split(find).length - 1;
    if (found !== 1) throw new EditMisfits({ file, find, found });
    texts.set(
      file,
      text.replace(find, () => replace),
    );
  }
  return texts;
}

/** A break does not fit the code any more. It proves nothing until it is adapted. */
export class EditMisfits extends Error {
  readonly code = 'edit-misfits';

  constructor({ file, find, found }: { file: string; find: string; found: number }) {
    super(`${file} has this ${found} times, and once is meant: ${find}`);
  }
}
