import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NothingAsked } from './nothing-asked.ts';
import { removeExample } from './remove-example/remove-example.ts';
import { ownTerminal } from './terminal.ts';

/** Run by `./holdfast generate`, as a program of its own. */
const { values } = parseArgs({
  options: {
    'remove-example': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    force: { type: 'boolean' },
    json: { type: 'boolean' },
    yes: { type: 'boolean' },
  },
});
const terminal = ownTerminal({ json: values.json ?? false });

try {
  if (!values['remove-example']) throw new NothingAsked();
  const root = join(import.meta.dirname, '../../..');
  const wishes = { isDry: values['dry-run'] ?? false, isForced: values.force ?? false, isSure: values.yes ?? false };
  process.exitCode = await removeExample({ root, terminal, ...wishes });
} catch (error) {
  terminal.say(`holdfast: ${describe(error)}`);
  process.exitCode = 1;
}

/** What we throw on purpose carries a code and says everything in its message; anything else is a bug and shows where. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.message !== '' ? error.message : (error.stack ?? error.message);
}
