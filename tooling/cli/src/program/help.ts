/** What the commands of this program promise unless they say otherwise. */
export const exitCodes = '0 everything required held; 1 something is broken; 2 something required could not be decided';

/** What one subject is called where the system was not asked. */
export const unnamed = 'request';

/** The end of each command's help: a line to copy, and what its exit code says. */
export function help(example: string, codes: string): string {
  return `\nExample:\n  ${example}\n\nExit codes: ${codes}`;
}

/** Ends the process, once nothing keeps it, with the code that a command resolves to. */
export async function ended(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}
