import { join } from 'node:path';
import type { Program } from './supervised-process.ts';

/** A process of an app, a service or a simulator. */
export interface AppPlace {
  readonly root: string;
  /** Its folder in `apps/`. */
  readonly app: string;
  /** The folder that `pnpm deploy` made of it, where it runs as production does: built, and with nothing else around it. */
  readonly deployed?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** How an app is run. */
export function appProgram({ root, app, deployed, environment, nodeArgs = [] }: AppPlace): Program {
  const main = deployed === undefined ? sourceMain : deployedMain;
  return {
    command: process.execPath,
    args: [...nodeArgs, ...main],
    cwd: deployed ?? join(root, 'apps', app),
    env: { NODE_COMPILE_CACHE: compileCacheIn(root), ...inherited(process.env), ...modeOf(deployed), ...environment },
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

/** The arguments of `node` that run a deployed app; its Dockerfile has the same. */
export const deployedMain: readonly string[] = ['--enable-source-maps', 'dist/src/main.js'];

function modeOf(deployed: string | undefined): NodeJS.ProcessEnv {
  return deployed === undefined ? {} : { NODE_ENV: 'production' };
}

/** An app gets our environment without what was meant for us: addresses and logins of administrators, npm's own. */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const meant = /^(HOLDFAST_|npm_|VITEST|DATABASE_URL$|PORT$|NODE_CHANNEL)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !meant.test(name)));
}
