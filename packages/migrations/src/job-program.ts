import { fileURLToPath } from 'node:url';

/**
 * The file to run with Node for a job: `spawn(process.execPath, [...process.execArgv, jobProgram(), serviceFolder], { env: jobEnvironment(…) })`.
 * A process of its own, because it holds the owner's password, which a service never has.
 */
export function jobProgram(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./job.${ending}`, import.meta.url));
}
