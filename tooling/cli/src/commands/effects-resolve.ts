import { userInfo } from 'node:os';
import { outcomeOf } from '../effects/outcome-of.ts';
import { resolveItem, type Resolution } from '../effects/resolve-item.ts';
import { withDatabases } from '../effects/service-databases.ts';
import type { Terminal } from '../terminal.ts';

export interface EffectsResolveCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** `<service>-<n>`. */
  readonly name: string;
  readonly as: string;
  readonly because: string;
  /** Who has decided; the login name when left out. */
  readonly by?: string;
  readonly json?: boolean;
}

/**
 * Writes down what a person has decided, and waits until the service has concluded or refused it. Resolves to 0 when it
 * is concluded or will be, else to 1.
 */
export async function effectsResolveCommand(command: EffectsResolveCommand): Promise<number> {
  const { root, terminal, name, because, by = userInfo().username, json } = command;
  const outcome = outcomeOf(command.as);
  if (because.trim() === '' || by.trim() === '') throw new Unexplained();
  const decision = { name, outcome, because: because.trim(), decidedBy: by.trim() };
  const resolution = await withDatabases({ root, say: terminal.say }, (databases) => resolveItem(databases, decision));
  const { state, sentence } = resolution ?? nothingThere;
  if (json) terminal.out(JSON.stringify({ id: name, state, sentence }));
  else (isFine(state) ? terminal.out : terminal.say)(sentence);
  return isFine(state) ? 0 : 1;
}

/** A decision without a reason or a name explains nothing to whoever reads the books. */
class Unexplained extends Error {
  readonly code = 'unexplained';

  constructor() {
    super(
      '--because and --by are kept with the decision and may not be blank. Write how you know: --because "seen in their ledger".',
    );
  }
}

const nothingThere: Resolution = {
  state: 'unknown',
  sentence: 'Nothing runs here and nothing is kept, so nothing is parked. Begin with: ./holdfast start',
};

function isFine(state: Resolution['state']): boolean {
  return state !== 'unknown' && state !== 'refused';
}
