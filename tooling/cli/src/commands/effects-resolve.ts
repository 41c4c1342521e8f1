import { outcomeOf } from '../effects/outcome-of.ts';
import { resolveItem, type Resolution } from '../effects/resolve-item.ts';
import { withDatabases } from '../effects/service-databases.ts';
import type { Terminal } from '../terminal.ts';
import { whoAndWhy } from '../who-and-why.ts';

export interface EffectsResolveCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** `<service>-<n>`. */
  readonly name: string;
  readonly as: string;
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/**
 * Writes down what a person has decided, and waits until the service has concluded or refused it. Resolves to 0 when it
 * is concluded or will be, else to 1.
 */
export async function effectsResolveCommand(command: EffectsResolveCommand): Promise<number> {
  const { root, terminal, name, json } = command;
  const outcome = outcomeOf(command.as);
  const { by, because } = whoAndWhy(command);
  const decision = { name, outcome, because, decidedBy: by };
  const resolution = await withDatabases({ root, say: terminal.say }, (databases) => resolveItem(databases, decision));
  const { state, sentence } = resolution ?? nothingThere;
  if (json) terminal.out(JSON.stringify({ id: name, state, sentence, by, because }));
  else (isFine(state) ? terminal.out : terminal.say)(sentence);
  return isFine(state) ? 0 : 1;
}

const nothingThere: Resolution = {
  state: 'unknown',
  sentence: 'Nothing runs here and nothing is kept, so nothing is parked. Begin with: ./holdfast start',
};

function isFine(state: Resolution['state']): boolean {
  return state !== 'unknown' && state !== 'refused';
}
