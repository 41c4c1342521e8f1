import type { ServiceFleet } from '../supervisor/service-fleet.ts';
import { packageUsers } from './package-users.ts';
import { RestartOnSave } from './restart-on-save.ts';
import { rootDeclarations } from './what-changed.ts';
import { watchSources } from './watch-sources.ts';

/** Who is restarted when what he runs is saved. */
export interface SystemToWatch {
  readonly root: string;
  readonly apps: readonly string[];
  readonly fleet: ServiceFleet;
  readonly say: (line: string) => void;
}

export interface SystemWatch {
  /** Resolves when nothing is restarted any more. */
  close(): Promise<void>;
}

/** Restarts a fleet's processes as their sources are saved. Resolves when no save is missed any more. */
export async function watchSystem({ root, apps, fleet, say }: SystemToWatch): Promise<SystemWatch> {
  const users = packageUsers(root, apps);
  const restarts = new RestartOnSave({ users, apps, fleet, say });
  const watcher = await watchSources({
    root,
    paths: [...rootDeclarations, ...users.keys()],
    onSave: (files) => restarts.saved(files),
    onError: (error) => say(`watching the sources went wrong (${String(error)}); start anew if saves go unnoticed.`),
  });
  return {
    close: async () => {
      await watcher.close();
      await restarts.close();
    },
  };
}
