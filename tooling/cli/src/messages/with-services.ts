import { withDatabases, type ServiceDatabases } from '../effects/service-databases.ts';

/** Looks into the databases of what runs or is kept. Throws {@link NothingKept}, and {@link NoSuchService} for a service that is not here. */
export async function withServices<T>(
  { root, say, service }: { root: string; say: (line: string) => void; service?: string | undefined },
  look: (databases: ServiceDatabases, services: readonly string[]) => Promise<T>,
): Promise<T> {
  const looked = await withDatabases({ root, say }, async (databases) => {
    if (service !== undefined && !databases.services.includes(service))
      throw new NoSuchService(service, databases.services);
    return { answer: await look(databases, service === undefined ? databases.services : [service]) };
  });
  if (looked === undefined) throw new NothingKept();
  return looked.answer;
}

/** There is no database to ask. */
export class NothingKept extends Error {
  readonly code = 'nothing-kept';

  constructor() {
    super('Nothing runs here and nothing is kept, so no message waits. Begin with: ./holdfast start');
  }
}

/** Nobody here has this name. */
export class NoSuchService extends Error {
  readonly code = 'no-such-service';

  constructor(service: string, services: readonly string[]) {
    super(`There is no service ${service} here. There are: ${services.join(', ')}.`);
  }
}
