import type { OutboxTable } from '../../src/outbox/outbox-table.ts';
import { postgresRelayStore } from '../../src/relay/postgres-relay-store.ts';
import type { RelayStore } from '../../src/relay/relay-store.ts';
import { postgresTickStore } from '../../src/tick/postgres-tick-store.ts';
import type { MessagingDatabase } from '../messaging-database.ts';

export interface OneOutbox {
  readonly what: string;
  readonly table: OutboxTable;
  readonly store: (relay: MessagingDatabase['relay']) => RelayStore;
}

/** What is tried with each of the two outboxes. */
export const bothOutboxes: readonly OneOutbox[] = [
  { what: 'whose rows are deleted', table: 'holdfast.outbox', store: (relay) => postgresRelayStore(relay) },
  {
    what: 'whose rows go by rotation',
    table: 'holdfast.outbox_event',
    store: (relay) => postgresTickStore(relay, { everyMs: 40 }),
  },
];
