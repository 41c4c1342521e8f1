/**
 * What an error says, for health reports and rows that anybody may read. Of a refusal by the database that is its class and
 * its code, and never its text, which may quote a row. The error itself belongs into the log, as `err`.
 */
export function messageOfError(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const state = sqlStateOf(error);
  return state === undefined ? error.message || error.name : `the database refused it: ${classOf(state)} (${state})`;
}

/** The SQLSTATE, if PostgreSQL itself has written the error. Others have five letters too, such as EPIPE, and no severity. */
function sqlStateOf(error: Error): string | undefined {
  if (!('severity' in error && 'code' in error && typeof error.code === 'string')) return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

function classOf(state: string): string {
  return classes[state.slice(0, 2)] ?? 'an error';
}

/** As the manual of PostgreSQL names them, in its appendix A. */
const classes: Readonly<Record<string, string>> = {
  '08': 'connection exception',
  '22': 'data exception',
  '23': 'integrity constraint violation',
  '25': 'invalid transaction state',
  '28': 'invalid authorization specification',
  '40': 'transaction rollback',
  '42': 'syntax error or access rule violation',
  '53': 'insufficient resources',
  '54': 'program limit exceeded',
  '55': 'object not in prerequisite state',
  '57': 'operator intervention',
  '58': 'system error',
  P0: 'raised by a trigger or function',
  XX: 'internal error',
};
