import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a system outside shows us to be believed, the same each time for one state folder: what it has kept there to send
 * later must be believed after a restart too.
 */
export function outsideSecret(state: string, system: string): string {
  return createHmac('sha256', rootOf(state)).update(`outside ${system}`).digest('base64url').slice(0, 32);
}

/** Only one supervisor is on a state folder, so nobody else makes the file at the same time. */
function rootOf(state: string): string {
  const file = join(state, 'outside-secret');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const kept = read(file);
  if (kept !== undefined && kept.length === length) return kept; // A shorter one was cut off by a crash, before anybody used it.
  const made = randomBytes(length / 2).toString('hex');
  writeFileSync(file, made, { mode: 0o600 });
  return made;
}

const length = 64;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
