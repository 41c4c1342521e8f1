import { topicOf, typeOf } from '@holdfast/contract-kit';
import { askReplays, type Broker } from '@holdfast/messaging';
import { discoverServices, type ServiceDeclaration } from '@holdfast/system-model';
import type { Database, ServiceDatabases } from '../effects/service-databases.ts';
import { answeringLog, KafkaSilent } from '../messages/answering-log.ts';
import { decidedBy } from '../messages/decided-by.ts';
import { foreseenLine, foreseeRanges, type ForeseenRanges } from '../messages/foresee-ranges.ts';
import { serviceOf } from '../messages/held-name.ts';
import { rangesOf, type MeantRange } from '../messages/replay-ranges.ts';
import { withServices } from '../messages/with-services.ts';
import { chooseSystem } from '../running/choose-system.ts';
import { operatorBroker } from '../running/operator-broker.ts';
import type { Terminal } from '../terminal.ts';

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
  readonly because?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/**
 * Has one consumer handle a range of a topic again, with who says so and why. Resolves to 1 when there is nothing in it, and to 2 when
 * Kafka does not answer.
 */
export async function messagesReplayCommand(wish: MessagesReplay): Promise<number> {
  const { root, terminal, consumer, again = false, perSecond, dryRun = false, json } = wish;
  const { by, because } = decidedBy(wish);
  const service = serviceOf(consumer);
  const services = await discoverServices(root);
  refuseStrangers(services, wish);
  const looked = await lookAt({ ...wish, types: typesFor(services, consumer) });
  if (looked instanceof KafkaSilent) {
    terminal.say(`holdfast: ${looked.message}`);
    return 2;
  }
  const { ranges, foreseen } = looked;
  const how = { consumer, again, perSecond, operator: { name: by, because } };
  const ids =
    dryRun || ranges.length === 0
      ? []
      : await withServices({ root, say: terminal.say, service }, (databases) =>
          askIn(databases, service, (database) => askReplays(database, ranges, how)),
        );
  const facts = ranges.map(({ from, to, ...range }, n) => ({ id: ids[n], ...range, from: `${from}`, to: `${to}` }));
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
  else for (const line of linesOf({ ranges, ids, foreseen }, wish)) terminal.out(line);
  return ranges.length > 0 ? 0 : 1;
}

/** A dry run looks at so many records in each partition. */
const most = 10_000;

/** How long each answer of the broker is waited for. */
const patienceMs = 20_000;

async function askIn<T>(databases: ServiceDatabases, service: string, question: (database: Database) => Promise<T>) {
  const answer = await databases.ask(service, question);
  if (answer === 'missing') throw new NeverStarted(service);
  return answer as T;
}

/** The ranges that are meant and, for a dry run, what is in them. */
async function lookAt(wish: MessagesReplay & { readonly types: ReadonlySet<string> }) {
  const broker = operatorBroker(chooseSystem({ root: wish.root, say: wish.terminal.say }));
  const log = answeringLog(broker, patienceMs);
  let isSilent = false;
  try {
    const ranges = await rangesOf(log, wish);
    return { ranges, foreseen: wish.dryRun ? await foresee(log, ranges, wish) : undefined };
  } catch (error) {
    isSilent = error instanceof KafkaSilent;
    if (error instanceof KafkaSilent) return error;
    throw error;
  } finally {
    // One that does not answer would be waited for here as well. The process ends with the command.
    const closed = broker.close();
    if (isSilent) void closed.catch(() => undefined);
    else await closed;
  }
}

function foresee(
  broker: Pick<Broker, 'read'>,
  ranges: readonly MeantRange[],
  { root, terminal, consumer, types }: MessagesReplay & { readonly types: ReadonlySet<string> },
): Promise<ForeseenRanges> {
  const service = serviceOf(consumer);
  return withServices({ root, say: terminal.say, service }, (databases) =>
    foreseeRanges({ broker, databases }, ranges, { service, consumer, types, most }),
  );
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

interface Looked {
  readonly ranges: readonly MeantRange[];
  readonly foreseen: ForeseenRanges | undefined;
}

function linesOf(
  { ranges, ids, foreseen }: Looked & { readonly ids: readonly string[] },
  { consumer, again, dryRun, perSecond, topic }: MessagesReplay,
): string[] {
  if (ranges.length === 0) return [`There is nothing in this range of ${topic}.`];
  const known = again ? 'What had its effect has it again.' : 'What had its effect is left out.';
  const what = dryRun ? 'would be handed' : 'is handed';
  return [
    ...ranges.map(
      ({ partition, from, to }, n) =>
        `${topic}/${partition} from ${from} up to ${to} ${what} to ${consumer} again${ids[n] === undefined ? '' : `: replay ${ids[n]}`}.`,
    ),
    ...ranges.flatMap(({ partition, to, isCut }) =>
      isCut
        ? [
            `${topic}/${partition} has nothing from ${to} on yet, so --to is cut: what comes later is not part of the replay.`,
          ]
        : [],
    ),
    ...(foreseen ? [foreseenLine(foreseen)] : []),
    `${known} At most ${perSecond} a second in each partition; nobody else hears of it. ${dryRun ? 'Nothing was changed.' : './holdfast messages status shows how far it is, and ./holdfast messages cancel-replay ends it.'}`,
  ];
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

/** Its database has no tables that could hold a wish. */
class NeverStarted extends Error {
  readonly code = 'never-started';

  constructor(service: string) {
    super(`${service} was never started on these data, so that it has handled nothing. Begin with: ./holdfast start`);
  }
}
