import { topicOf, typeOf } from '@holdfast/contract-kit';
import { askReplays, type Broker, type ReplayRange } from '@holdfast/messaging';
import { discoverServices, type ServiceDeclaration } from '@holdfast/system-model';
import { foreseenLine, foreseeRanges, type ForeseenRanges } from '../messages/foresee-ranges.ts';
import { serviceOf } from '../messages/held-name.ts';
import { boundIn, rangeOf } from '../messages/replay-ranges.ts';
import { withServices } from '../messages/with-services.ts';
import { chooseSystem } from '../running/choose-system.ts';
import { operatorBroker } from '../running/operator-broker.ts';
import type { Terminal } from '../terminal.ts';
import { whoAndWhy } from '../who-and-why.ts';

export interface MessagesReplay {
  readonly root: string;
  readonly terminal: Terminal;
  readonly topic: string;
  readonly partition?: number;
  readonly from: string;
  readonly to: string;
  readonly consumer: string;
  readonly again?: boolean;
  readonly perSecond: number;
  readonly dryRun?: boolean;
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Has one consumer handle a range of a topic again, with who says so and why. Resolves to 1 when there is nothing in it. */
export async function messagesReplayCommand(wish: MessagesReplay): Promise<number> {
  const { root, terminal, consumer, again = false, perSecond, dryRun = false, json } = wish;
  const { by, because } = whoAndWhy(wish);
  const service = serviceOf(consumer);
  const services = await discoverServices(root);
  refuseStrangers(services, wish);
  const { ranges, foreseen } = await lookAt({ ...wish, types: typesFor(services, consumer) });
  const how = { consumer, again, perSecond, operator: { name: by, because } };
  const ids =
    dryRun || ranges.length === 0
      ? []
      : await withServices({ root, say: terminal.say, service }, (databases) =>
          databases.ask(service, (database) => askReplays(database, ranges, how)),
        );
  const facts = ranges.map(({ topic, partition, from, to }) => ({ topic, partition, from: `${from}`, to: `${to}` }));
  if (json)
    terminal.out(
      JSON.stringify({
        consumer,
        ranges: facts,
        ids,
        again,
        perSecond,
        dryRun,
        foreseen: foreseen ?? null,
        by,
        because,
      }),
    );
  else for (const line of linesOf(ranges, foreseen, wish)) terminal.out(line);
  return ranges.length > 0 && ids !== 'missing' ? 0 : 1;
}

/** A dry run looks at so many records in each partition. */
const most = 10_000;

/** The ranges that are meant and, for a dry run, what is in them. */
async function lookAt(wish: MessagesReplay & { readonly types: ReadonlySet<string> }) {
  const broker = operatorBroker(chooseSystem({ root: wish.root, say: wish.terminal.say }));
  try {
    const ranges = await rangesOf(broker, wish);
    return { ranges, foreseen: wish.dryRun ? await foresee(broker, ranges, wish) : undefined };
  } finally {
    await broker.close();
  }
}

function foresee(
  broker: Broker,
  ranges: readonly ReplayRange[],
  { root, terminal, consumer, types }: MessagesReplay & { readonly types: ReadonlySet<string> },
): Promise<ForeseenRanges> {
  const service = serviceOf(consumer);
  return withServices({ root, say: terminal.say, service }, (databases) =>
    foreseeRanges({ broker, databases }, ranges, { service, consumer, types, most }),
  );
}

async function rangesOf(broker: Broker, { topic, partition, from, to }: MessagesReplay): Promise<ReplayRange[]> {
  const bounds = { from: boundIn(from), to: boundIn(to) };
  const { partitions } = await broker.topic(topic);
  const meant = partition === undefined ? Array.from({ length: partitions }, (_, n) => n) : [partition];
  const isOffset = Object.values(bounds).some(({ kind }) => kind === 'offset');
  if (isOffset && meant.length > 1) throw new WhichPartition(topic, partitions);
  const ranges = await Promise.all(meant.map((one) => rangeOf(broker, { topic, partition: one }, bounds)));
  return ranges.filter((range) => range.from < range.to);
}

function typesFor(services: readonly ServiceDeclaration[], consumer: string): ReadonlySet<string> {
  const declared = services.flatMap(({ consumers = {} }) => Object.entries(consumers));
  return new Set(declared.flatMap(([name, messages]) => (name === consumer ? messages.map((one) => typeOf(one)) : [])));
}

function refuseStrangers(services: readonly ServiceDeclaration[], { consumer, topic }: MessagesReplay): void {
  const readers = services.flatMap(({ consumers = {} }) =>
    Object.entries(consumers).flatMap(([name, messages]) =>
      messages.some((one) => topicOf(one) === topic) ? [name] : [],
    ),
  );
  if (!readers.includes(consumer)) throw new NotRead({ consumer, topic, readers });
}

function linesOf(
  ranges: readonly ReplayRange[],
  foreseen: ForeseenRanges | undefined,
  { consumer, again, dryRun, perSecond, topic }: MessagesReplay,
): string[] {
  if (ranges.length === 0) return [`There is nothing in this range of ${topic}.`];
  const known = again ? 'What had its effect has it again.' : 'What had its effect is left out.';
  const what = dryRun ? 'would be handed' : 'is handed';
  return [
    ...ranges.map(
      ({ partition, from, to }) => `${topic}/${partition} from ${from} up to ${to} ${what} to ${consumer} again.`,
    ),
    ...(foreseen ? [foreseenLine(foreseen)] : []),
    `${known} At most ${perSecond} a second in each partition; nobody else hears of it. ${dryRun ? 'Nothing was changed.' : './holdfast messages status shows how far it is.'}`,
  ];
}

/** An offset is one of a partition. */
class WhichPartition extends Error {
  readonly code = 'which-partition';

  constructor(topic: string, partitions: number) {
    super(
      `${topic} has ${partitions} partitions, and an offset is a place in one of them: say which with --partition.`,
    );
  }
}

/** No such consumer reads this topic. */
class NotRead extends Error {
  readonly code = 'not-read';

  constructor({ consumer, topic, readers }: { consumer: string; topic: string; readers: readonly string[] }) {
    super(
      `${consumer} does not read ${topic}. ${readers.length === 0 ? 'Nobody here does.' : `These do: ${readers.join(', ')}.`}`,
    );
  }
}
