import type { Transaction } from 'kysely';
import type { AnyTransaction } from './any-transaction.ts';

/** Something that a person has had done: who, what, about whom, and why. */
export interface AuditEntry {
  /** `operator:<name>`. */
  readonly actor: string;
  /** What was asked for, such as the type of a command. */
  readonly action: string;
  readonly subject: string;
  readonly because: string;
  /** The message that asked for it. */
  readonly messageId?: string;
  /** What else explains it. No personal data: rows are kept. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Writes an entry in the transaction of the effect that it tells of: both commit, or neither. It says nothing about repeats;
 * whoever calls it is in a transaction that has its effect once.
 */
export async function writeAudit(trx: AnyTransaction, entry: AuditEntry): Promise<void> {
  const { actor, action, subject, because, messageId = null, details = {} } = entry;
  await (trx as Transaction<AuditDb>)
    .insertInto('holdfast.audit')
    .values({ actor, action, subject, because, message_id: messageId, details: JSON.stringify(details) })
    .execute();
}

interface AuditDb {
  'holdfast.audit': {
    actor: string;
    action: string;
    subject: string;
    because: string;
    message_id: string | null;
    details: string;
  };
}
