import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from './supervised-process.ts';

/** A process of an app, a service or a simulator. */
export interface AppPlace {
  readonly root: string;
  /** Its folder in `apps/`. */
  readonly app: string;
  /** Runs `dist` as production does, without the source condition. */
  readonly built: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** How an app is run. Throws NotBuilt. */
export function appProgram({ root, app, built, environment, nodeArgs = [] }: AppPlace): Program {
  const cwd = join(root, 'apps', app);
  return {
    command: process.execPath,
    args: [...nodeArgs, ...(built ? builtMain(cwd, app) : sourceMain)],
    cwd,
    env: { NODE_COMPILE_CACHE: compileCacheIn(root), ...inherited(process.env), ...environment },
  };
}

/** What a process has compiled when it ends in order, the next one need not: a third of the work of a start. */
function compileCacheIn(root: string): string {
  return join(root, '.holdfast', 'compile-cache');
}

/** The arguments of `node` that run an app from its sources. */
export const sourceMain: readonly string[] = [
  '--conditions=@holdfast/source',
  '--import=@holdfast/source-loader',
  'src/main.ts',
];

function builtMain(cwd: string, app: string): string[] {
  if (!existsSync(join(cwd, 'dist', 'src', 'main.js'))) throw new NotBuilt(app);
  return ['--enable-source-maps', 'dist/src/main.js'];
}

/** There is no `dist` to run. */
export class NotBuilt extends Error {
  readonly code = 'not-built';

  constructor(app: string) {
    super(`apps/${app}/dist/src/main.js is missing. Run \`pnpm run build\` first, or leave --built out.`);
  }
}

/** An app gets our environment without what was meant for us: addresses and logins of administrators, npm's own. */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const meant = /^(HOLDFAST_|npm_|VITEST|DATABASE_URL$|PORT$|NODE_CHANNEL)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !meant.test(name)));
}
