import { accessOf } from '@holdfast/local-infra';
import { discoverServices, requirementsOf } from '@holdfast/system-model';
import type { Answer } from '../db/answer.ts';
import { countLine, csvLines, jsonLines, tableLines } from '../db/answer-lines.ts';
import { ask } from '../db/ask.ts';
import { onInterrupt, Interrupted } from '../interrupts.ts';
import { chooseSystem } from '../running/choose-system.ts';
import { postgresOf } from '../running/postgres-of.ts';
import type { FoundSystem } from '../supervisor/system-record.ts';
import { UnknownService } from '../supervisor/unknown-service.ts';
import type { Terminal } from '../terminal.ts';

export interface DbQueryCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service: string;
  readonly sql: string;
  readonly timeout: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Asks the database of a service of what runs. Resolves to 0. */
export async function dbQueryCommand({
  root,
  terminal,
  service,
  sql,
  timeout,
  ...form
}: DbQueryCommand): Promise<number> {
  const services = await discoverServices(root);
  const known = services.map(({ name }) => name);
  if (!known.includes(service)) throw new UnknownService(service, known);
  const system = chooseSystem({ root, say: terminal.say });
  const [required] = requirementsOf(
    services.filter(({ name }) => name === service),
    system.namespace,
  ).databases;
  const { appUrl: url } = accessOf({ state: system.state, postgres: { adminUrl: postgresOf(system) } }, required!);
  show(
    await untilInterrupted((signal) => ask({ url, sql, timeoutS: timeout, signal }), { service, system }),
    terminal,
    form,
  );
  return 0;
}

function show(answer: Answer, terminal: Terminal, { json, csv }: Pick<DbQueryCommand, 'json' | 'csv'>): void {
  const isTable = !json && !csv && (terminal.isTerminal ?? false);
  const lines = csv ? csvLines(answer) : isTable ? tableLines(answer, terminal.colour) : jsonLines(answer);
  if (answer.columns.length > 0) for (const line of lines) terminal.out(line);
  if (isTable || answer.columns.length === 0) terminal.say(countLine(answer));
}

async function untilInterrupted(
  asking: (signal: AbortSignal) => Promise<Answer>,
  whom: { service: string; system: FoundSystem },
): Promise<Answer> {
  const controller = new AbortController();
  const stopListening = onInterrupt(({ signal }) => controller.abort(new Interrupted(signal)));
  try {
    return await asking(controller.signal);
  } catch (error) {
    throw explained(error, whom);
  } finally {
    stopListening();
  }
}

function explained(error: unknown, { service, system }: { service: string; system: FoundSystem }): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET')
    return new NotThere(`PostgreSQL at ${postgresOf(system)} does not answer`);
  const sqlState = error instanceof Error && 'sqlState' in error ? error.sqlState : code;
  return noDatabase.has(sqlState) ? new NotThere(`${service} has no database in what runs here`) : error;
}

/** No such login, or no such database. */
const noDatabase: ReadonlySet<unknown> = new Set(['28P01', '28000', '3D000']);

/** Whom the question is for is not there. */
class NotThere extends Error {
  readonly code = 'not-there';

  constructor(what: string) {
    super(`${what}. ./holdfast status shows what runs.`);
  }
}
