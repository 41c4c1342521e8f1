import { askers, lineOf, nameOf, type RouteRow } from './route-row.ts';

/** Where the committed table and what was found differ: one sentence per row, with the row to paste where there is one. */
export function differences(committed: readonly RouteRow[], found: readonly RouteRow[]): string[] {
  const known = new Map(committed.map((row) => [nameOf(row), row]));
  const there = new Set(found.map(nameOf));
  return [
    ...doubled(committed),
    ...found.flatMap((row) => unlike(known.get(nameOf(row)), row)),
    ...committed
      .filter((row) => !there.has(nameOf(row)))
      .map((row) => `${nameOf(row)} does not exist any more. Take its row out:\n${lineOf(row)}`),
  ];
}

function doubled(rows: readonly RouteRow[]): string[] {
  const names = rows.map(nameOf);
  return names.filter((name, index) => names.indexOf(name) < index).map((name) => `${name} stands twice in the table.`);
}

function unlike(committed: RouteRow | undefined, found: RouteRow): string[] {
  if (committed === undefined) {
    return [`${nameOf(found)} is not in the table. If this is what you want, paste:\n${lineOf(found)}`];
  }
  const others = askers.filter((asker) => committed.verdicts[asker] !== found.verdicts[asker]);
  if (others.length === 0) return [];
  const what = others.map((asker) => `${asker} is ${found.verdicts[asker]}, not ${committed.verdicts[asker]}`);
  return [`${nameOf(found)}: ${what.join('; ')}. If this is what you want, paste:\n${lineOf(found)}`];
}
