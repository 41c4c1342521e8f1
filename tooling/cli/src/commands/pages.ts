import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface PagesCommand {
  readonly root: string;
  readonly write?: boolean;
  readonly json?: boolean;
}

/** Runs the check of the pages as a program, with the person's own terminal. Resolves to its exit code. */
export async function pagesCommand({ root, write, json }: PagesCommand): Promise<number> {
  const main = join(root, 'tooling', 'pages', 'src', 'main.ts');
  const flags = [...(write ? ['--write'] : []), ...(json ? ['--json'] : [])];
  const child = spawn(process.execPath, ['--conditions=@holdfast/source', main, ...flags], {
    cwd: root,
    stdio: 'inherit',
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
