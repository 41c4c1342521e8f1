import { writeSync } from 'node:fs';
import { createOutsideWorld } from './app.ts';
import { readConfig } from './config.ts';

// At once and without tidying up: what was answered is committed, and webhooks that were not sent are in the database.
const leave = () => process.exit(0);
process.on('SIGTERM', leave).on('SIGINT', leave);

try {
  const { PORT: port, HOST: host, STATE_FOLDER: stateFolder, PUBLIC_URL: publicUrl, ...more } = readConfig(process.env);
  const { SEED: seed, secrets } = more;
  const app = createOutsideWorld({ stateFolder, secrets, seed, log: true, ...(publicUrl && { publicUrl }) });
  await app.listen({ port, host });
} catch (error) {
  // Straight to the file: nothing may be lost between here and the exit.
  writeSync(2, `The outside world does not start:\n  ${sentenceOf(error)}\n`);
  process.exit(1);
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error)) return error.stack ?? error.message;
  if (error.code === 'EADDRINUSE')
    return `its port is taken (${error.message}). End what listens there, or give another PORT.`;
  return error.code === 'cannot-start' ? error.message : (error.stack ?? error.message);
}
