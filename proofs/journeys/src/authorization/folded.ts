import { lineOf, type RouteRow } from './route-row.ts';

/** What does the same in all services is one row, and a HEAD that does what its GET does is none. */
export function folded(rows: readonly RouteRow[], services: number): RouteRow[] {
  return ofEvery(withoutHeads(rows), services).toSorted(byPlace);
}

function withoutHeads(rows: readonly RouteRow[]): RouteRow[] {
  const lines = new Set(rows.map(lineOf));
  return rows.filter((row) => row.method !== 'HEAD' || !lines.has(lineOf({ ...row, method: 'GET' })));
}

function ofEvery(rows: readonly RouteRow[], services: number): RouteRow[] {
  const alike = Map.groupBy(rows, (row) => lineOf({ ...row, service: every }));
  return [...alike.values()].flatMap((group) =>
    group.length === services ? [{ ...group[0]!, service: every }] : group,
  );
}

const every = 'every';

/** What is of one service stands above what is of all. */
function byPlace(one: RouteRow, other: RouteRow): number {
  const key = ({ service, surface, path, method }: RouteRow) =>
    [service === every ? 1 : 0, service, surface === 'public' ? 0 : 1, path, method].join(' ');
  return key(one) < key(other) ? -1 : 1;
}
