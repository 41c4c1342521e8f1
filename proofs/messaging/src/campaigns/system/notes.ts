import { sql, type Transaction } from 'kysely';

/** Where effects are written, without any key that would hide a second one. */
export interface Notes {
  note(steps: readonly Step[]): Promise<void>;
  isCured(step: Step): Promise<boolean>;
}

export interface Step {
  readonly treeId: string;
  readonly number: number;
}

export function notesOn(trx: Transaction<unknown>): Notes {
  return {
    note: async (steps) => {
      await sql`
        insert into note (tree_id, number)
        select tree_id, number
          from unnest(${steps.map(({ treeId }) => treeId)}::text[], ${steps.map(({ number }) => number)}::int[])
               with ordinality as step (tree_id, number, place)
         order by place`.execute(trx);
    },
    isCured: async ({ treeId, number }) => {
      const { rows } = await sql`select from cure where tree_id = ${treeId} and number = ${number}`.execute(trx);
      return rows.length > 0;
    },
  };
}
