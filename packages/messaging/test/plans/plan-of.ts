import { sql, type RawBuilder, type Transaction } from 'kysely';

/** What a statement has done in the server: its steps, and what each of them has cost. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Pages that were looked at. */
  readonly pages: number;
}

export interface Step {
  readonly type: string;
  readonly relation: string | undefined;
  readonly index: string | undefined;
  /** That were read, also those that were thrown away then. */
  readonly rows: number;
  readonly sortedOn: string | undefined;
}

/** Runs a statement and tells its plan. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in SQL
export async function planOf(trx: Transaction<any>, statement: RawBuilder<unknown>): Promise<Plan> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Node }] }>`
    explain (analyze, buffers, format json) ${statement}`.execute(trx);
  const top = rows[0]!['QUERY PLAN'][0].Plan;
  const steps = stepsOf(top);
  return { steps, pages: top['Shared Hit Blocks'] + top['Shared Read Blocks'] };
}

function stepsOf(node: Node): Step[] {
  const loops = node['Actual Loops'];
  const step = {
    type: node['Node Type'],
    relation: node['Relation Name'],
    index: node['Index Name'],
    // Both are told as a mean of the loops.
    rows: Math.round((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * loops),
    sortedOn: node['Sort Space Type'],
  };
  return [step, ...(node.Plans ?? []).flatMap(stepsOf)];
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Sort Space Type'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Node[];
}
