import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceAccess } from '@holdfast/local-infra';
import type { Program } from './supervised-process.ts';

/** Which start of which process this is. */
export interface ServiceStart {
  readonly service: string;
  /** From 1. */
  readonly instance: number;
  /** From 1; more after each crash. */
  readonly start: number;
}

/** Everything that one service process needs. */
export interface ServicePlace {
  readonly root: string;
  readonly service: string;
  readonly port: number;
  readonly access: ServiceAccess;
  readonly namespace: string;
  /** Runs `dist` as production does, without the source condition. */
  readonly built: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** How a service is run. Throws NotBuilt. */
export function serviceProgram(place: ServicePlace): Program {
  const cwd = join(place.root, 'apps', place.service);
  return {
    command: process.execPath,
    args: [...(place.nodeArgs ?? []), ...(place.built ? builtMain(cwd, place.service) : sourceMain)],
    cwd,
    env: { ...inherited(process.env), ...serviceEnvironment(place), ...place.env },
  };
}

/** What `service` reads from its environment, and nothing else: for a person who runs it from the editor. */
export function serviceEnvironment({ port, access, namespace }: ServicePlace): Record<string, string> {
  const { kafka } = access;
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: access.appUrl,
    RELAY_DATABASE_URL: access.relayUrl,
    KAFKA_BROKERS: kafka?.brokers.join(',') ?? '',
    ...(kafka?.username === undefined ? {} : { KAFKA_USERNAME: kafka.username }),
    ...(kafka?.password === undefined ? {} : { KAFKA_PASSWORD: kafka.password }),
    HOLDFAST_NAMESPACE: namespace,
  };
}

/** The arguments of `node` that run a service from its sources. */
export const sourceMain: readonly string[] = [
  '--conditions=@holdfast/source',
  '--import=@holdfast/source-loader',
  'src/main.ts',
];

function builtMain(cwd: string, service: string): string[] {
  if (!existsSync(join(cwd, 'dist', 'src', 'main.js'))) throw new NotBuilt(service);
  return ['--enable-source-maps', 'dist/src/main.js'];
}

/** There is no `dist` to run. */
export class NotBuilt extends Error {
  readonly code = 'not-built';

  constructor(service: string) {
    super(`apps/${service}/dist/src/main.js is missing. Run \`pnpm run build\` first, or leave --built out.`);
  }
}

/** A service gets our environment without what was meant for us: addresses and logins of administrators, npm's own. */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const meant = /^(HOLDFAST_|npm_|VITEST|DATABASE_URL$|PORT$|NODE_CHANNEL)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !meant.test(name)));
}
