/** What an error says, for health reports that are read as JSON. */
export function messageOfError(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
