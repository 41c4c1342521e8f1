import { postgresRelayStore } from '../../src/relay/postgres-relay-store.ts';
import { postgresTickStore } from '../../src/tick/postgres-tick-store.ts';
import { messagingDatabase } from '../messaging-database.ts';
import { openPostgresOutbox } from '../open-postgres-outbox.ts';
import { brokerFaultsBehaviour } from './broker-faults.behaviour.ts';

const database = await messagingDatabase();
const { relay } = database;
const brief = { runs: 3, steps: 150 };

brokerFaultsBehaviour(
  'the outbox in PostgreSQL',
  () => openPostgresOutbox(database, { store: postgresRelayStore(relay), table: 'holdfast.outbox' }),
  brief,
);
brokerFaultsBehaviour(
  'the ticked outbox in PostgreSQL',
  () => openPostgresOutbox(database, { store: postgresTickStore(relay), table: 'holdfast.outbox_event' }),
  brief,
);
