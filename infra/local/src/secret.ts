import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWhole } from './write-whole.ts';

/**
 * The password of a login, the same each time for one state folder. All passwords come from one random secret in
 * that folder, which only its owner may read: so a second process, or a second run on kept data, knows them too,
 * and nothing has to be kept in step.
 */
export function passwordOf(state: string, login: string): string {
  return createHmac('sha256', secretOf(state)).update(login).digest('base64url').slice(0, 32);
}

function secretOf(state: string): string {
  const file = join(state, 'secret');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  return readSecret(file) ?? (createWhole(file, randomBytes(32).toString('hex')), readFileSync(file, 'utf8'));
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
