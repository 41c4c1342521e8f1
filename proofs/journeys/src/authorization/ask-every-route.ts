import type { RunningSystem } from '@holdfast/cli/supervise';
import { headersOf } from '../actors.ts';
import { folded } from './folded.ts';
import { askers, type Asker, type RouteRow } from './route-row.ts';

/** A route as a service tells its operators of it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly surface: 'public' | 'admin';
  /** Roles where it is for some. */
  readonly access: 'public' | 'denied' | readonly string[];
}

/** Calls every route that every service has, as everybody, and says what came of it, folded. */
export async function askEveryRoute(shop: RunningSystem): Promise<RouteRow[]> {
  const names = shop.system.services.map(({ name }) => name);
  const rows = await Promise.all(names.map((service) => askRoutesOf(shop, service)));
  return folded(rows.flat(), names.length);
}

async function askRoutesOf(shop: RunningSystem, service: string): Promise<RouteRow[]> {
  const rows: RouteRow[] = [];
  for (const route of await routesOf(shop, service)) {
    const asked = askers.map(async (asker) => [asker, await verdictOf(route, await ask(shop, service, route, asker))]);
    const verdicts = Object.fromEntries(await Promise.all(asked)) as Record<Asker, string>;
    const { surface, method, path } = route;
    rows.push({ service, surface, method, path, verdicts });
  }
  return rows;
}

/** What a service itself says that it has. */
export async function routesOf(shop: RunningSystem, service: string): Promise<readonly Route[]> {
  const response = await fetch(`${shop.adminUrl(service)}/routes`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${service} does not tell its routes: ${response.status} ${await response.text()}`);
  return (await response.json()) as Route[];
}

/** One request without a body, with a placeholder for what the path leaves open. */
export async function ask(
  shop: RunningSystem,
  service: string,
  { method, path, surface }: Route,
  asker: Asker,
): Promise<Response> {
  const base = surface === 'admin' ? shop.adminUrl(service) : shop.url(service);
  const headers = asker === 'nobody' ? {} : await headersOf(shop, { id: `the-${asker}`, roles: [asker] });
  const url = base + path.replaceAll(/:\w+/g, placeholder).replaceAll('*', 'anything');
  return await fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) });
}

const placeholder = '00000000-0000-7000-8000-000000000000';

/** Refused for who is asking, by the platform. Everything else of 401 and 403 is a guard of the route's own. */
const denials = new Set(['unauthenticated', 'invalid-token', 'not-allowed', 'no-roles-declared']);

/** `missing` and `broken(…)` stand in no table. */
async function verdictOf({ method, path }: Route, response: Response): Promise<string> {
  const text = await response.text();
  if (response.status >= 500) return `broken(${response.status})`;
  // A folder of files was reached, and says so of a file that is not there.
  if (codeIn(text) === 'unknown-route') return path.endsWith('*') ? 'allowed' : 'missing';
  if (response.status !== 401 && response.status !== 403) return 'allowed';
  // Without a body, a HEAD cannot say which it was.
  return method === 'HEAD' || denials.has(codeIn(text)) ? 'denied' : 'guarded';
}

/** What a refusal calls itself; empty for any other answer. */
export function codeIn(text: string): string {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? '';
  } catch {
    return '';
  }
}
