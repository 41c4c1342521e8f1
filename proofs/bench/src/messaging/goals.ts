import type { Row } from './row.ts';

const ratio = { is: 'at least', unit: '×' } as const;
const producers = { ...ratio, group: 'producers' } as const;
const drains = { ...ratio, group: 'drains' } as const;
const snapshot = { ...ratio, group: 'snapshot' } as const;
const sending = { ...ratio, group: 'sending' } as const;
const latency = { group: 'latency', is: 'at most', unit: 'ms' } as const;
const consumers = { ...ratio, group: 'consumers' } as const;
const reading = { ...ratio, group: 'reading' } as const;
const tracing = { ...ratio, group: 'tracing' } as const;

const both = ['outbox', 'tick outbox'] as const;
const clients = ['kafkajs', 'platformatic'] as const;
/** Rows of the tick outbox end so. */
const ending = (outbox: (typeof both)[number]): string => (outbox === 'tick outbox' ? '-tick' : '');

const ofProducers: readonly Row[] = [
  ...both.map((outbox): Row => ({
    ...producers,
    name: `event-cost${ending(outbox)}`,
    what: `transaction with one message in the ${outbox}, against one without`,
    goal: 0.75,
    ours: outbox,
    theirs: 'nothing said',
  })),
  ...both.map((outbox): Row => ({
    ...producers,
    name: `add-nestjs${ending(outbox)}`,
    what: `transaction with one message in the ${outbox}, against the statements of nestjs/outbox (modelled)`,
    goal: 1.4,
    ours: outbox,
    theirs: 'nestjs/outbox, modelled',
  })),
  {
    ...producers,
    name: 'add-notify',
    what: 'transaction with one message in the outbox, against NOTIFY in it (modelled)',
    goal: 2,
    ours: 'outbox',
    theirs: 'NOTIFY, modelled',
  },
];

const ofDrains = both.flatMap((outbox): Row[] => [
  {
    ...drains,
    name: `drain-lease${ending(outbox)}`,
    what: `draining the ${outbox}, against a lease and a delete for each message (modelled)`,
    goal: 20,
    ours: outbox,
    theirs: 'lease and delete each, modelled',
  },
  {
    ...drains,
    name: `drain-select${ending(outbox)}`,
    what: `draining the ${outbox}, against an ordered select and a delete of 1,000, no lease (modelled)`,
    goal: 1.4,
    ours: outbox,
    theirs: 'select and delete 1,000, modelled',
    ...(outbox === 'outbox' && { because: 'it is this very form, with a lease and a look at marks' }),
  },
  {
    ...drains,
    name: `drain-wal${ending(outbox)}`,
    what: `write-ahead log per message while draining the ${outbox}`,
    goal: 5,
    is: 'at most',
    unit: 'B',
    ours: outbox,
    value: 'walBytes',
    ...(outbox === 'outbox' && { because: 'each deleted row is a record of its own in the log' }),
  },
]);

const ofDatabase: readonly Row[] = [
  ...ofDrains,
  {
    ...ratio,
    group: 'late-writer',
    name: 'late-writer',
    what: 'what is new beside a writer that is open since 100,000 messages: the query of the tick relay, against a naive range',
    goal: 3,
    because:
      'both read the same new rows; only the rows since the open transaction, which the naive one reads and drops, are saved',
    ours: 'late list, its query alone',
    theirs: 'naive range, its query alone',
  },
  ...both.map((outbox): Row => ({
    ...snapshot,
    name: `snapshot${ending(outbox)}`,
    what: `writing and sending through the ${outbox} with an open snapshot, against none`,
    goal: 0.95,
    ours: `${outbox}, snapshot open`,
    theirs: outbox,
    because:
      outbox === 'outbox'
        ? 'deleted rows stay where the next selection has to pass them'
        : 'the old versions of its lease and its cursor, one row each, stay, and each step passes them',
  })),
  ...both.map((outbox): Row => ({
    ...snapshot,
    name: `snapshot-dead${ending(outbox)}`,
    what: `dead rows in the ${outbox} after that`,
    goal: 0,
    is: 'at most',
    unit: 'rows',
    ours: `${outbox}, snapshot open`,
    value: 'deadRows',
    because: outbox === 'outbox' ? 'each row that was sent is one' : 'rows of transactions that were rolled back',
  })),
];

const ofSending: readonly Row[] = [
  ...clients.flatMap((client) =>
    both.map((outbox): Row => ({
      ...sending,
      name: `send-${client}${ending(outbox)}`,
      what: `relay of the ${outbox} to Kafka by ${client}, against that client alone with the same bytes`,
      goal: 0.8,
      ours: `${outbox}, ${client}`,
      theirs: `${client} alone`,
    })),
  ),
  ...both.map((outbox): Row => ({
    ...sending,
    name: `send-each${ending(outbox)}`,
    what: `relay of the ${outbox} to Kafka by kafkajs, against a send and a delete for each message (modelled)`,
    goal: 10,
    ours: `${outbox}, kafkajs`,
    theirs: 'emit and delete each, modelled',
  })),
  ...both.flatMap((outbox): Row[] => [
    {
      ...latency,
      name: `ack-p50${ending(outbox)}`,
      what: `from COMMIT to the acknowledgement at half load, ${outbox}, p50`,
      goal: 30,
      ours: outbox,
      value: 'p50Ms',
    },
    {
      ...latency,
      name: `until-send-p99${ending(outbox)}`,
      what: `from COMMIT to the beginning of the send that takes it, ${outbox}, p99`,
      goal: 50,
      ours: outbox,
      value: 'p99UntilSendMs',
    },
  ]),
];

const ofConsumers: readonly Row[] = [
  {
    ...consumers,
    name: 'micro-batch',
    what: 'messages in one transaction with inbox, against one transaction each',
    goal: 3,
    ours: 'micro-batch',
    theirs: 'transaction each',
  },
  {
    ...consumers,
    name: 'on-batch',
    what: '@OnBatch with inbox, against one transaction each',
    goal: 12,
    ours: '@OnBatch',
    theirs: 'transaction each',
  },
  ...clients.map((client): Row => ({
    ...reading,
    name: `read-${client}`,
    what: `our loop over ${client}, against ${client} alone that does nothing`,
    goal: 0.7,
    ours: `our port over ${client}`,
    because: 'it keeps the place, makes records of its own of what the client gives, and acknowledges each batch',
    theirs: client === 'kafkajs' ? 'kafkajs, empty eachBatch' : 'platformatic, empty stream',
  })),
  {
    ...reading,
    name: 'read-consumer',
    what: 'a whole consumer without a database that does nothing, against an empty eachBatch of kafkajs',
    goal: 0.7,
    ours: 'consumer in memory over kafkajs',
    theirs: 'kafkajs, empty eachBatch',
    because: 'it decodes and checks each message, and looks it up in its inbox; an empty eachBatch looks at nothing',
  },
  ...(['saying', 'handling'] as const).map((what): Row => ({
    ...tracing,
    name: `tracing-${what}`,
    what: `${what} with every tenth trace recorded, against no tracing`,
    goal: 0.9,
    ours: `${what}, 10 % traced`,
    theirs: `${what}, no tracing`,
  })),
];

/** Every goal, in the sequence in which they are shown. */
export const goals: readonly Row[] = [...ofProducers, ...ofDatabase, ...ofSending, ...ofConsumers];
