import type { FoundSystem } from '../supervisor/system-record.ts';

/** The roles that the routes of a running system ask for, as far as its services answer. */
export async function rolesInUse({ processes }: Pick<FoundSystem, 'processes'>): Promise<string[]> {
  const places = processes.flatMap(({ adminUrl }) => adminUrl ?? []);
  const roles = (await Promise.all(places.map(rolesAt))).flat();
  return [...new Set(roles)].toSorted();
}

/** What `GET /routes` says of one: `public`, `denied`, or the roles. */
interface Route {
  readonly access: string | readonly string[];
}

async function rolesAt(adminUrl: string): Promise<string[]> {
  try {
    const response = await fetch(`${adminUrl}/routes`, { signal: AbortSignal.timeout(1_000) });
    const routes = (await response.json()) as readonly Route[];
    return routes.flatMap(({ access }) => (typeof access === 'string' ? [] : access));
  } catch {
    return []; // Whoever does not answer must not keep a token from anybody.
  }
}
