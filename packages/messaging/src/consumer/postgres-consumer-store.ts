import { writeAudit } from '@holdfast/work';
import type { Kysely } from 'kysely';
import type { ConsumerStore } from './consumer-store.ts';
import { writeCopies } from './store/copies.ts';
import { record } from './store/inbox.ts';
import { countParked, declareDead, dueKeys, heldKeys, park, putOff, takeFirst } from './store/parked.ts';
import { advance, claimPosition, positionsOf } from './store/positions.ts';
import { openReplays, replayed } from './store/replays.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
type Database = Kysely<any>;

/**
 * Inbox, positions and what is parked in the service's own database, for the service's own role. `outboxTable` is where
 * copies for the topic of dead letters go: the table that the service's relay sends from.
 */
export function postgresConsumerStore(
  database: Database,
  { outboxTable = 'holdfast.outbox' }: { readonly outboxTable?: string } = {},
): ConsumerStore {
  return {
    claim: (consumer, place, claim) => claimPosition(database, { consumer, place, claim }),
    positions: (consumer) => positionsOf(database, consumer),
    advance,
    record,
    audit: writeAudit,
    heldKeys,
    park,
    parked: (consumer, places) => countParked(database, consumer, places),
    due: (consumer, places, limit) => dueKeys(database, consumer, places, limit),
    takeFirst,
    putOff,
    async bury(trx, consumer, place, message, copy) {
      // A second copy would tell of a second death: only whoever has declared it dead sends one.
      if (await declareDead(trx, consumer, place, message)) await writeCopies(trx, outboxTable, [copy]);
    },
    sendCopies: (trx, copies) => writeCopies(trx, outboxTable, copies),
    replays: (consumer, places) => openReplays(database, consumer, places),
    replayed,
  };
}
