import { loadSystem } from '@holdfast/system-model';
import { inOrder, StillStarting, wantedState } from '../running/choose-system.ts';
import { appsOf } from '../supervisor/apps-of.ts';
import { readEnvironmentFile } from '../supervisor/environment-file.ts';
import { startsUnderWay } from '../supervisor/start-record.ts';
import { runningSystems } from '../supervisor/system-record.ts';
import { UnknownService } from '../supervisor/unknown-service.ts';
import type { Terminal } from '../terminal.ts';

export interface EnvCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service: string;
  readonly json?: boolean;
  readonly file?: boolean;
}

/** Prints what a service that was left out would have in its environment, for a shell or a program. Resolves to 0. */
export async function envCommand({ root, terminal, service, json, file }: EnvCommand): Promise<number> {
  const place = await environmentFileOf(root, service);
  const environment = readEnvironmentFile(place);
  if (json) terminal.out(JSON.stringify(file ? { file: place } : environment));
  else if (file) terminal.out(place);
  else for (const [name, value] of Object.entries(environment)) terminal.out(`${name}=${quoted(value)}`);
  return 0;
}

async function environmentFileOf(root: string, service: string): Promise<string> {
  const wanted = wantedState(root);
  const systems = inOrder(runningSystems(root)).filter(({ orphaned }) => !orphaned);
  for (const { state, environmentFiles = {} } of systems) {
    if (wanted !== undefined && state !== wanted) continue;
    const file = environmentFiles[service];
    if (file !== undefined) return file;
  }
  const known = appsOf(await loadSystem(root)).map(({ name }) => name);
  if (!known.includes(service)) throw new UnknownService(service, known);
  const [start] = startsUnderWay(root);
  if (start !== undefined) throw new StillStarting(start);
  throw new NotLeftOut(service, systems.length > 0);
}

/** As a shell reads it: `set -a; eval "$(./holdfast env garden)"`. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** No running system has left this service to a person. */
export class NotLeftOut extends Error {
  readonly code = 'not-left-out';

  constructor(service: string, somethingRuns: boolean) {
    const why = somethingRuns ? `What runs here has not left ${service} out` : 'Nothing runs here';
    super(`${why}, so there is nothing to run it with. Begin with: ./holdfast start --except ${service}`);
  }
}
