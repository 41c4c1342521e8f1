/** Who asks, in the order of the columns: nobody, each role of the shop, and a role that is none of them. */
export const askers = ['nobody', 'customer', 'support', 'operator', 'stranger'] as const;
/** Those of them who stand for no role: a role of that name would look like one that is asked as. */
export const noRoles: readonly Asker[] = ['nobody', 'stranger'];
export type Asker = (typeof askers)[number];

/**
 * One route, and what comes of it for each asker. `allowed`: the request went on to what it asks for. `denied`: it was
 * refused for who is asking. `guarded`: everybody may come, and a guard of the route itself refused, who asks for
 * something else than a role.
 */
export interface RouteRow {
  /** `every`, where all services have it and do the same. */
  readonly service: string;
  readonly surface: string;
  readonly method: string;
  readonly path: string;
  readonly verdicts: Readonly<Record<Asker, string>>;
}

/** `orders public POST /v1/orders`: by this a row is found again. */
export function nameOf({ service, surface, method, path }: Omit<RouteRow, 'verdicts'>): string {
  return `${service} ${surface} ${method} ${path}`;
}

/** The row as it stands in the table. */
export function lineOf(row: RouteRow): string {
  const { service, surface, method, path, verdicts } = row;
  const where = [service.padEnd(14), surface.padEnd(7), method.padEnd(5), path.padEnd(30)];
  return [...where, ...askers.map((asker) => verdicts[asker].padEnd(9))].join(' ').trimEnd();
}

/** Reads a table: one row a line; empty lines and those that begin with `#` are for people. */
export function readRows(table: string): RouteRow[] {
  return table
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [service, surface, method, path, ...verdicts] = line.trim().split(/ +/) as [
        string,
        string,
        string,
        string,
        ...string[],
      ];
      if (verdicts.length !== askers.length) throw new Error(`not one word for each asker: ${line}`);
      const byAsker = askers.map((asker, index) => [asker, verdicts[index]!] as const);
      return { service, surface, method, path, verdicts: Object.fromEntries(byAsker) as RouteRow['verdicts'] };
    });
}
