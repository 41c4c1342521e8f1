import { createEngine } from '@holdfast/work';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Consumer, createOutbox, kafkajsBroker, platformaticBroker, postgresConsumerStore } from '../../src/index.ts';
import { Growth } from '../garden.ts';
import { settingsIn } from './member-settings.ts';

// One member of a group of several, as a process of its own. It notes each step of a tree, and who has noted it.

const { name, client, databaseUrl, kafka } = settingsIn(process.env);
// A frozen process must not hold the locks of its open transaction for ever.
const limits = { connectionTimeoutMillis: 2_000, idle_in_transaction_session_timeout: 2_000 };
const pool = new pg.Pool({ connectionString: databaseUrl, ...limits });
pool.on('error', () => {});
// A client that is in use and has no query under way tells of a lost connection by itself, and ends the process.
pool.on('connect', (connection) => connection.on('error', () => {}));
const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
const open = client === 'kafkajs' ? kafkajsBroker : platformaticBroker;
const broker = open({ ...kafka, clientId: name, sessionTimeoutMs: 3_000 });
const consumer = new Consumer({
  name: 'garden.diary',
  handlers: [
    {
      consumer: 'garden.diary',
      need: Growth,
      run: ({ treeId, number }, { note }) => note(treeId, number),
    },
  ],
  engine: createEngine({
    service: 'garden',
    database,
    outbox: createOutbox({ service: 'garden' }),
    parts: (trx) => ({
      note: async (tree: string, number: number) => {
        await sql`insert into garden.note (tree, number, member) values (${tree}, ${number}, ${name})`.execute(trx);
      },
    }),
  }),
  store: postgresConsumerStore(database),
  broker,
  settings: { batch: { records: 20, bytes: 1_000_000 }, lookMs: 200 },
  onDead: (reason) => {
    console.error(reason);
    process.exit(1);
  },
});

consumer.start();
process.on('SIGTERM', () => void consumer.stop().then(() => process.exit()));
// The test holds the other end, so that no process outlives it.
process.stdin.on('end', () => process.exit()).resume();
