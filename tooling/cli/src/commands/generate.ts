import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface GenerateCommand {
  readonly root: string;
  readonly removeExample?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** Runs the generator as a program, with the person's own terminal. Resolves to its exit code. */
export async function generateCommand({ root, ...wishes }: GenerateCommand): Promise<number> {
  const main = join(root, 'tooling', 'generator', 'src', 'main.ts');
  const child = spawn(process.execPath, ['--conditions=@holdfast/source', main, ...flagsOf(wishes)], {
    cwd: root,
    stdio: 'inherit',
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function flagsOf({ removeExample, dryRun, force, json, yes }: Omit<GenerateCommand, 'root'>): string[] {
  const flags = { 'remove-example': removeExample, 'dry-run': dryRun, force, json, yes };
  return Object.entries(flags).flatMap(([name, isSet]) => (isSet ? [`--${name}`] : []));
}
