import type { Terminal } from '../terminal.ts';
import { carryOut } from './carry-out.ts';
import { namesOfExample } from './names-of-example.ts';
import { placesThatName } from './places-that-name.ts';
import { planRemoval, type Removal } from './plan-removal.ts';
import { refuseUncommitted } from './refuse-uncommitted.ts';
import { refreshPackages } from './refresh-packages.ts';

export interface RemoveExample {
  readonly root: string;
  readonly terminal: Terminal;
  /** Only show it. */
  readonly isDry: boolean;
  /** Also with changes that are not committed, which git could not bring back. */
  readonly isForced: boolean;
  /** Ask nobody. */
  readonly isSure: boolean;
}

/** Takes the example out of a clone, so that the platform and its tools remain. Resolves to the exit code. */
export async function removeExample({ root, terminal, isDry, isForced, isSure }: RemoveExample): Promise<number> {
  const removal = await planRemoval(root);
  const names = await namesOfExample(root, removal);
  if (removal.folders.length === 0) {
    terminal.say('There is no example left: no app, and no contract.');
    terminal.result({ done: false, ...factsOf(removal) });
    return 0;
  }
  for (const line of linesOf(removal)) terminal.say(line);
  if (isDry) {
    terminal.result({ done: false, ...factsOf(removal) });
    return 0;
  }
  if (!isForced) refuseUncommitted(root);
  if (!isSure && !(await isAgreed(terminal))) return 1;
  carryOut(root, removal);
  refreshPackages(root, terminal);
  const left = placesThatName(root, names);
  for (const { file, line, word } of left) terminal.say(`${file}:${line} still says '${word}'; it is yours to change.`);
  terminal.say('The example is gone. Begin with `The first service` in README.md.');
  terminal.result({ done: true, ...factsOf(removal), left });
  return 0;
}

function linesOf({ folders, files }: Removal): string[] {
  return [
    'This removes, with everything in it:',
    ...folders.map((path) => (path.endsWith('.md') ? `  ${path}` : `  ${path}/`)),
    'and writes anew, without the example:',
    ...writtenAnew(files).map((path) => `  ${path}`),
  ];
}

/** With what follows from the rest: `sync` and pnpm write it. */
function writtenAnew(files: Removal['files']): string[] {
  return [...files.map(({ path }) => path), 'pnpm-lock.yaml', 'system.services.ts'].toSorted();
}

function factsOf({ folders, files }: Removal): { removes: readonly string[]; rewrites: string[] } {
  return { removes: folders, rewrites: files.length === 0 ? [] : writtenAnew(files) };
}

async function isAgreed(terminal: Terminal): Promise<boolean> {
  const answer = await terminal.ask('Remove it?');
  if (answer === undefined) terminal.say('Nobody is there to be asked, so nothing was removed. Add --yes.');
  else if (!answer) terminal.say('Nothing was removed.');
  return answer ?? false;
}
