import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { typeOf } from '@holdfast/contract-kit';
import { DeclarationsRefused } from './declarations-refused.ts';
import type { Step, System } from './define-system.ts';
import { issuerProblems } from './issuer-problems.ts';
import { outsideProblems } from './outside-problems.ts';

/** The system of the checkout at `root`: the default export of its `system.ts`. Throws DeclarationsRefused with all problems at once. */
export async function loadSystem(root: string): Promise<System> {
  const file = join(root, 'system.ts');
  if (!existsSync(file))
    throw new DeclarationsRefused([
      'system.ts is missing at the root. Add it with `export default defineSystem({ … })`.',
    ]);
  const { default: system } = (await import(pathToFileURL(file).href)) as { default?: System };
  if (system?.steps === undefined || system.services === undefined) {
    throw new DeclarationsRefused([
      'system.ts has no system as its default export. Write `export default defineSystem({ … })`.',
    ]);
  }
  const problems = [...stepProblems(system), ...outsideProblems(root, system), ...issuerProblems(system)];
  if (problems.length > 0) throw new DeclarationsRefused(problems);
  return system;
}

/** The type only knows whose context an event is of; whether the service really says it is seen here. */
function stepProblems({ steps, services }: System): string[] {
  return steps.flatMap(({ name, service, done }: Step) => {
    const published = services.find((other) => other.name === service)?.publishes ?? [];
    if (published.some((event) => typeOf(event) === typeOf(done))) return [];
    return [
      `system.ts: step '${name}' ends with ${typeOf(done)}, but apps/${service}/service.ts does not publish it. Name an event of \`publishes\`.`,
    ];
  });
}
