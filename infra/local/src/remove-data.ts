import { rmSync } from 'node:fs';
import { dockerAnswers } from './docker/docker-engine.ts';
import { removeDockerData } from './docker/docker-servers.ts';
import { givenServers } from './given/given-servers.ts';
import type { Provider } from './infrastructure.ts';
import type { OpenContext } from './open-context.ts';
import { lockState } from './state-lock.ts';
import { unprovisionKafka, unprovisionPostgres } from './unprovision.ts';

/** Servers that a state folder was used with, and what the names of ours on them begin with. */
export interface UsedServers {
  readonly namespace: string;
  readonly postgres: UsedServer;
  readonly kafka?: UsedServer;
}

export interface UsedServer {
  readonly provider: Provider;
  /** `host:port`, several with commas between. */
  readonly at: string;
}

/** What is removed: a state folder, and what its servers keep elsewhere. */
export interface KeptData {
  /** The checkout, where infra/docker/servers.yml stands. */
  readonly root: string;
  readonly state: string;
  readonly used: readonly UsedServers[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Removes what `provision` made and servers of ours have kept: databases, roles, topics and rights of the namespaces on given
 * servers, the volumes of containers, and the state folder itself, which goes last: what is in the way of the rest is mended
 * and asked again. Throws StateInUse, and ServerNotThere where something is kept by a server that cannot be asked now.
 */
export async function removeData({ root, state, used, env = process.env }: KeptData): Promise<void> {
  const lock = lockState(state);
  try {
    for (const servers of used) await removeFromGiven(servers, { root, state, env });
    const isInDocker = used.some(({ postgres, kafka }) => [postgres, kafka].some((one) => one?.provider === 'docker'));
    if (isInDocker) {
      if (!(await dockerAnswers(env))) throw new ServerNotThere('Docker', 'its engine does not answer. Start it');
      await removeDockerData({ root, state, env });
    }
    rmSync(state, { recursive: true, force: true, maxRetries: 3 });
  } finally {
    lock.release();
  }
}

async function removeFromGiven(
  { namespace, postgres, kafka }: UsedServers,
  place: Pick<OpenContext, 'root' | 'state' | 'env'>,
): Promise<void> {
  const context = { ...place, durable: true, services: [], log: () => undefined } as unknown as OpenContext;
  if (postgres.provider === 'given') {
    const { server } = await givenServers.openPostgres(context);
    refuseAnother('HOLDFAST_POSTGRES_URL', { before: postgres.at, now: new URL(server.adminUrl).host });
    await unprovisionPostgres(server.adminUrl, namespace);
  }
  if (kafka?.provider === 'given') {
    const { server } = await givenServers.openKafka(context);
    refuseAnother('HOLDFAST_KAFKA_BROKERS', { before: kafka.at, now: server.brokers.join(',') });
    await unprovisionKafka(server, namespace);
  }
}

function refuseAnother(variable: string, { before, now }: { before: string; now: string }): void {
  if (before !== now) throw new ServerNotThere(before, `${variable} names ${now} now. Let it name the former one`);
}

/** Something of ours is kept by a server that was not reached, so nothing tells that it is gone. */
export class ServerNotThere extends Error {
  readonly code = 'server-not-there';

  constructor(server: string, why: string) {
    super(
      `${server} keeps data of this folder, and ${why}; or delete the folder below .holdfast yourself, which leaves them there.`,
    );
  }
}
