import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What a reader of one page does, from top to bottom, as `@holdfast/pages` reads it. */
export interface Script {
  readonly script: string;
  readonly page: string;
  readonly steps: readonly ScriptStep[];
}

export interface ScriptStep {
  readonly name: string;
  readonly line: number;
  readonly options: StepOptions;
  readonly commands?: readonly ShownCommand[];
  readonly edit?: { readonly path: string; readonly content: readonly string[] };
}

export interface StepOptions {
  readonly exit?: number;
  readonly stays?: boolean;
  readonly again?: boolean;
  readonly 'any-order'?: boolean;
  readonly ends?: string;
}

export interface ShownCommand {
  readonly command: string;
  readonly shows?: readonly string[];
}

/** The scripts of all pages below `root`: the front page's first, because a reader begins there. */
export function scriptsOf(root: string): Script[] {
  const main = join(root, 'tooling', 'pages', 'src', 'main.ts');
  const args = ['--conditions=@holdfast/source', main, '--scripts', '--root', root];
  const scripts = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Script[];
  return scripts.toSorted((one, other) => Number(other.page === 'README.md') - Number(one.page === 'README.md'));
}
