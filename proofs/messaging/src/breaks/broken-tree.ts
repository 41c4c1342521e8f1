import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Exploration } from '../explorer/explore.ts';
import type { Break, Edit } from './break.ts';

/** What is copied, so that it can be broken; everything else is only pointed at. */
const copied = ['packages/messaging', 'packages/work', 'proofs/messaging'];

/** A copy of the tree with a break in it. The tree itself is never touched. */
export class BrokenTree implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'holdfast-break-'));

  constructor(from: string, { edits }: Pick<Break, 'edits'>) {
    mkdirSync(join(this.root, 'proofs'));
    mkdirSync(join(this.root, 'packages'));
    symlinkSync(join(from, 'node_modules'), join(this.root, 'node_modules'));
    for (const name of readdirSync(join(from, 'packages'))) {
      if (!copied.includes(`packages/${name}`))
        symlinkSync(join(from, 'packages', name), join(this.root, 'packages', name));
    }
    for (const folder of copied) copyFolder(join(from, folder), join(this.root, folder));
    for (const edit of edits) apply(this.root, edit);
  }

  /** Explores a scenario with the code as it is in here. */
  async explore(scenario: string, seconds: number): Promise<Exploration> {
    const main = join(this.root, 'proofs/messaging/src/explorer/main.ts');
    const args = [
      '--conditions=@holdfast/source',
      main,
      '--json',
      '--scenario',
      scenario,
      '--seconds',
      String(seconds),
    ];
    // It ends with 1 where it finds something, which is what is wanted here.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 }).catch(
      (failed: { stdout: string; stderr: string }) => failed,
    );
    if (stdout === '') throw new Error(`The broken tree cannot be explored: ${stderr}`);
    return (JSON.parse(stdout) as [Exploration])[0];
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const left = new Set(['dist', '.turbo', 'results']);

function copyFolder(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !left.has(path.split(sep).at(-1)!),
  });
}

/** Throws {@link EditMisfits} unless what it looks for is there exactly once. */
function apply(root: string, { file, find, replace }: Edit): void {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const found = text.split(find).length - 1;
  if (found !== 1) throw new EditMisfits({ file, find, found });
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
}

/** A break does not fit the code any more. It proves nothing until it is adapted. */
export class EditMisfits extends Error {
  readonly code = 'edit-misfits';

  constructor({ file, find, found }: { file: string; find: string; found: number }) {
    super(`${file} has this ${found} times, and once is meant: ${find}`);
  }
}
