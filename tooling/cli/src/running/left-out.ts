import { readEnvironmentFile } from '../supervisor/environment-file.ts';
import { healthOf, type Health } from '../supervisor/health-of.ts';
import type { FoundSystem } from '../supervisor/system-record.ts';

/** An app that was left out, for a person to run, and how it is at the port that was given to it. */
export interface LeftOutApp {
  readonly name: string;
  /** Undefined where its environment is gone. */
  readonly port?: number;
  readonly health?: Health;
}

/** The apps that a running system was started without. */
export async function leftOutOf({
  environmentFiles = {},
}: Pick<FoundSystem, 'environmentFiles'>): Promise<LeftOutApp[]> {
  return await Promise.all(
    Object.entries(environmentFiles).map(async ([name, file]) => {
      const port = portIn(file);
      return port === undefined ? { name } : { name, port, health: await healthOf(`http://127.0.0.1:${port}`) };
    }),
  );
}

/** Whether a service runs here: as a process of the system, or as one that a person started beside it. */
export async function doesRun(
  system: Pick<FoundSystem, 'processes' | 'environmentFiles'>,
  service: string,
): Promise<boolean> {
  if (system.processes.some(({ name, ended }) => !ended && name.replace(/-\d+$/, '') === service)) return true;
  const own = system.environmentFiles?.[service];
  const [app] = await leftOutOf(own === undefined ? {} : { environmentFiles: { [service]: own } });
  return app?.health !== undefined && app.health.state !== 'not answering';
}

function portIn(file: string): number | undefined {
  try {
    return Number(readEnvironmentFile(file)['PORT']) || undefined;
  } catch {
    return undefined;
  }
}
