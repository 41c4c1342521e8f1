import type { Route } from './ask-every-route.ts';
import { askers, nameOf, noRoles } from './route-row.ts';

/** Roles that routes of a service let in and the table does not ask as: one sentence for each. What it does not ask, it cannot see. */
export function unaskedRoles(service: string, routes: readonly Route[]): string[] {
  return routes.flatMap((route) => {
    const roles = Array.isArray(route.access) ? route.access : [];
    return roles.filter((role) => !isAsked(role)).map((role) => sentenceOf(nameOf({ service, ...route }), role));
  });
}

function isAsked(role: string): boolean {
  return askers.some((asker) => asker === role) && !noRoles.some((asker) => asker === role);
}

function sentenceOf(route: string, role: string): string {
  return `${route} lets in \`${role}\`, as whom nobody asks. Add the role as a column: to \`askers\` in src/authorization/route-row.ts, and to every row.`;
}
