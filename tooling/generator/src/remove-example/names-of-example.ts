import { contextOf, type AnyMessage } from '@holdfast/contract-kit';
import { loadSystem, simulatorsOf } from '@holdfast/system-model';
import type { Removal } from './plan-removal.ts';
import { spelledAlike } from './spelled-alike.ts';
import { workspacePackages } from './workspace-packages.ts';

/**
 * The words by which the example is known, spelled alike: its name, its packages' scopes, services, simulators, messages and
 * their subjects, and what is outside if that is more than one word. Teams and the trial are not among them: a team or a
 * subject may be called like an ordinary word (a checkout of git, in this order), and texts may use that.
 */
export async function namesOfExample(root: string, { packages }: Removal): Promise<ReadonlySet<string>> {
  const system = await loadSystem(root);
  const messages = system.services.flatMap(({ publishes = [], takes = [], sends = [] }): AnyMessage[] => [
    ...publishes,
    ...takes,
    ...sends,
  ]);
  const words = [
    ...(packages.length > 0 ? [system.name] : []),
    ...scopesOnlyOf(root, packages),
    ...system.services.map(({ name }) => name),
    ...simulatorsOf(system).map(({ app }) => app),
    ...messages.flatMap((message) => [message.subject, contextOf(message), message.name.split('.')[1]!]),
    ...Object.keys(system.outside ?? {}).filter((name) => name.includes('-')),
  ];
  return new Set(words.map(spelledAlike));
}

/** A proof of the platform may go with the example; its scope stays. */
function scopesOnlyOf(root: string, going: readonly string[]): string[] {
  const all = workspacePackages(root).map(({ name }) => name);
  const staying = new Set(all.filter((name) => !going.includes(name)).map(scopeOf));
  return going.map(scopeOf).filter((scope) => scope !== '' && !staying.has(scope));
}

function scopeOf(name: string): string {
  return /^@([^/]+)\//.exec(name)?.[1] ?? '';
}
