import { cloneRoot } from './clone-root.ts';
import { Interrupted } from './interrupts.ts';
import { createProgram } from './program.ts';
import { ownTerminal, whenNobodyReads } from './terminal.ts';
import { trialNameFor } from './trial/trial-name.ts';

const terminal = ownTerminal();
let isRead = true;

whenNobodyReads(() => {
  isRead = false;
  // Whoever listens to SIGTERM has something to clean up, and ends by itself.
  if (process.listenerCount('SIGTERM') > 0) process.emit('SIGTERM', 'SIGTERM');
  else process.exit(0);
});

try {
  const trialName = await trialNameFor(cloneRoot, process.argv);
  await createProgram({ root: cloneRoot, terminal, trialName }).parseAsync();
} catch (error) {
  if (isRead || !(error instanceof Interrupted)) terminal.say(`holdfast: ${describe(error)}`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
}
// The launcher's channel and idle connections must not keep a finished command alive.
process.stdout.write('', () => process.exit());

/** What we throw on purpose carries a code and says everything in its message; anything else is a bug and shows where. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.message !== '' ? error.message : (error.stack ?? error.message);
}
