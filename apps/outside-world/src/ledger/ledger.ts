import type { DatabaseSync } from 'node:sqlite';
import type { Answer } from '../answer.ts';

export interface LedgerEntry {
  readonly id: number;
  readonly at: string;
  readonly kind: string;
  readonly reference: string;
  readonly idempotencyKey: string;
  /** What belongs to this kind: `amount`, `captureId`, `trackingNumber`, … */
  readonly [detail: string]: unknown;
}

interface NewEntry {
  readonly system: string;
  readonly kind: string;
  readonly reference: string;
  readonly idempotencyKey: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
}

export class Ledger {
  private readonly database: DatabaseSync;
  private readonly now: () => Date;

  constructor(database: DatabaseSync, now: () => Date) {
    this.database = database;
    this.now = now;
  }

  append({ system, kind, reference, idempotencyKey, details, answer }: NewEntry): void {
    this.database
      .prepare(
        'insert into ledger (at, system, kind, reference, idempotency_key, details, answer) values (?,?,?,?,?,?,?)',
      )
      .run(
        this.now().toISOString(),
        system,
        kind,
        reference,
        idempotencyKey,
        JSON.stringify(details),
        JSON.stringify(answer),
      );
  }

  entries(system: string): LedgerEntry[] {
    return this.database.prepare('select * from ledger where system = ? order by id').all(system).map(toEntry);
  }

  about(system: string, reference: string): LedgerEntry[] {
    const rows = 'select * from ledger where system = ? and reference = ? order by id';
    return this.database.prepare(rows).all(system, reference).map(toEntry);
  }

  /** The answer to what was done under a key, also when the key itself is forgotten. */
  answerUnder(system: string, key: string): Answer | undefined {
    const first = 'select answer from ledger where system = ? and idempotency_key = ? order by id limit 1';
    const row = this.database.prepare(first).get(system, key);
    return row && (JSON.parse(String(row['answer'])) as Answer);
  }
}

function toEntry(row: Record<string, unknown>): LedgerEntry {
  return {
    id: Number(row['id']),
    at: String(row['at']),
    kind: String(row['kind']),
    reference: String(row['reference']),
    idempotencyKey: String(row['idempotency_key']),
    ...(JSON.parse(String(row['details'])) as object),
  };
}
