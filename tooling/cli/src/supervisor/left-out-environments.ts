import { join } from 'node:path';
import { isFree } from '@holdfast/local-infra';
import { choosePort } from './choose-port.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import { environmentOf, type Surroundings } from './environment-of.ts';
import type { FleetApp } from './fleet-options.ts';

export interface LeftOut {
  readonly apps: readonly FleetApp[];
  readonly started: readonly FleetApp[];
  /** Where the files are written. */
  readonly folder: string;
  readonly around: Surroundings;
}

/** For whoever runs an app that was left out: its environment, in a file. Resolves to the file of each. */
export async function leftOutEnvironments({ apps, started, folder, around }: LeftOut): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const reserved = new Set(apps.map(({ port }) => port));
  for (const app of apps.filter((one) => !started.includes(one))) {
    const port = await portFor(app, reserved);
    const file = join(folder, `${app.name}.env`);
    writeEnvironmentFile(file, environmentOf(app.name, { port }, around));
    reserved.add(port);
    files[app.name] = file;
  }
  return files;
}

/** The others have been told where a simulator is; where a service is, nobody needs to know. */
async function portFor({ port, isOutside }: FleetApp, reserved: ReadonlySet<number>): Promise<number> {
  return isOutside ? port : await choosePort({ preferred: port, reserved, isFree });
}
