import { acceptingPartitions, retiring } from './decisions.ts';
import { neededSchema, type ConsumerFacts, type ReadTopic, type StartFacts } from './start-facts.ts';

/** Why a service must not begin, in a sentence that names the remedy. */
export interface Refusal {
  readonly code:
    | 'schema-too-old'
    | 'wrong-isolation'
    | 'window-too-short'
    | 'topic-missing'
    | 'partitions-changed'
    | 'cluster-changed'
    | 'topic-replaced'
    | 'consumer-renamed';
  readonly sentence: string;
}

/** Everything that these facts forbid; empty when a service may begin. */
export function refusalsOf(facts: StartFacts): Refusal[] {
  if (facts.schema < neededSchema) return [schemaTooOld(facts.schema)];
  const ofConsumers = facts.consumers.flatMap((one) => [
    ...renamed(one, facts),
    ...one.topics.flatMap(refusalOf(one, facts)),
  ]);
  // Nobody is to make topics in a cluster that is the wrong one.
  const isElsewhere = ofConsumers.some(({ code }) => code === 'cluster-changed');
  return [
    ...(facts.isolation === 'read committed' ? [] : [wrongIsolation(facts.isolation)]),
    ...ofConsumers,
    ...(isElsewhere ? [] : facts.missing.map(noTopicToSendTo)),
  ];
}

/** What these facts leave open, in a sentence each: it is neither right nor wrong. */
export function undecidedOf({ schema, consumers }: StartFacts): string[] {
  if (schema < neededSchema) return [];
  return consumers.flatMap(({ consumer, topics }) => topics.flatMap((read) => openOf(consumer, read)));
}

function openOf(consumer: string, { topic, now, partitions, positions }: ReadTopic): string[] {
  if (now === 'missing') return [];
  return [
    ...(now.retentionMs === undefined ? [retentionOpen(consumer, topic)] : []),
    ...(now.id === undefined && positions.length > 0 ? [idOpen(consumer, topic)] : []),
    ...(now.id !== undefined && positions.some(({ topicId }) => topicId === undefined)
      ? [idUnnoted(consumer, topic)]
      : []),
    ...(partitions === undefined && positions.length > 0 ? [partitionsOpen(consumer, topic, now.partitions)] : []),
  ];
}

function retentionOpen(consumer: string, topic: string): string {
  return `For how long ${topic} keeps its records was not told to ${consumer}, so whether its inbox remembers for long enough is not known. Give the service the right DESCRIBE_CONFIGS for the topic.`;
}

function idOpen(consumer: string, topic: string): string {
  return `Whether ${topic} was made anew since ${consumer} last ran is not known for certain: the broker's client tells no ids of topics, and its offsets fit. The client @platformatic/kafka tells them.`;
}

function idUnnoted(consumer: string, topic: string): string {
  return `Whether ${topic} was made anew since ${consumer} last ran is not known for certain: its id was not noted then, and its offsets fit. It is noted from now on.`;
}

function partitionsOpen(consumer: string, topic: string, now: number): string {
  return `With how many partitions ${consumer} last read ${topic} is not noted, or a person has accepted that they are others; it has ${now} now, which is noted. If there were fewer, what waits in those may be overtaken.`;
}

function refusalOf({ consumer }: ConsumerFacts, { windowDays, clusterId }: StartFacts) {
  return (read: ReadTopic): Refusal[] => {
    const { topic, now, partitions, positions } = read;
    const foreign = positions.find((position) => position.clusterId !== clusterId);
    if (foreign) return [clusterChanged(consumer, topic, { was: foreign.clusterId, is: clusterId })];
    if (now === 'missing') return [topicMissing(consumer, topic)];
    if (isReplaced(read)) return [topicReplaced(consumer, topic)];
    const kept = now.retentionMs ?? 0;
    return [
      ...(partitions !== undefined && partitions !== now.partitions && !isDrained(read)
        ? [partitionsChanged(consumer, topic, { was: partitions, is: now.partitions })]
        : []),
      ...(kept === 'forever' || kept >= windowDays * dayMs ? [windowTooShort(topic, { kept, windowDays })] : []),
    ];
  };
}

/** Another id, or fewer records than were handled: the offsets are those of a topic that is gone. */
function isReplaced({ now, positions }: ReadTopic): boolean {
  if (now === 'missing') return false;
  return positions.some(
    ({ topicId, next, end }) =>
      (topicId !== undefined && now.id !== undefined && topicId !== now.id) || (end !== undefined && next > end),
  );
}

/** Whether everything that lies in the old partitions is handled and nothing of it is parked, so that no key can be in two of them at once. */
function isDrained({ partitions = 0, positions }: ReadTopic): boolean {
  const done = positions.filter(
    ({ partition, next, end, holdsKeys }) => partition < partitions && end !== undefined && next >= end && !holdsKeys,
  );
  return done.length === partitions;
}

/** A consumer that has never been here, on a topic that another one has left: it would handle everything anew. */
function renamed({ consumer, topics }: ConsumerFacts, { gone }: StartFacts): Refusal[] {
  if (topics.some(({ positions }) => positions.length > 0)) return [];
  const before = gone.find((one) => one.topics.some((topic) => topics.some((read) => read.topic === topic)));
  return before ? [consumerRenamed(consumer, before.consumer)] : [];
}

function schemaTooOld(found: number): Refusal {
  const has = found === 0 ? 'has no tables of messaging' : `has migration ${found} of messaging`;
  return {
    code: 'schema-too-old',
    sentence: `The database ${has}, and this release needs ${neededSchema}. Run the migrations before the service starts (the migration job; ./holdfast start does it).`,
  };
}

function wrongIsolation(is: string): Refusal {
  return {
    code: 'wrong-isolation',
    sentence: `Transactions of the service's role are ${is} by default: a message that is delivered twice at once would fail instead of being dropped. Take default_transaction_isolation off the role or the database; it is "read committed" then.`,
  };
}

function windowTooShort(
  topic: string,
  { kept, windowDays }: { kept: number | 'forever'; windowDays: number },
): Refusal {
  const keeps = kept === 'forever' ? 'for ever' : `for ${Math.ceil(kept / dayMs)} days`;
  return {
    code: 'window-too-short',
    sentence: `${topic} keeps records ${keeps}, and the inbox knows a message again for ${windowDays} days: an older one would have its effect twice. Let the inbox remember for longer (holdfast.inbox_window.keep_days), or the topic keep less (retention.ms).`,
  };
}

function topicMissing(consumer: string, topic: string): Refusal {
  return {
    code: 'topic-missing',
    sentence: `There is no topic ${topic}, which ${consumer} reads, or this service may not see it. Make the topic and give the right READ before the service starts (./holdfast start does it).`,
  };
}

/** Its relay would park one key after the other, each for good until an operator has come. */
function noTopicToSendTo(topic: string): Refusal {
  return {
    code: 'topic-missing',
    sentence: `There is no topic ${topic}, to which this service sends, or it may not see it. Make the topic and give the right WRITE before the service starts (./holdfast start does it).`,
  };
}

function partitionsChanged(consumer: string, topic: string, { was, is }: { was: number; is: number }): Refusal {
  return {
    code: 'partitions-changed',
    sentence: `${topic} has ${is} partitions, and had ${was} when ${consumer} last ran. Keys have moved, and what waits in the old partitions or is parked there is not handled yet, so a later message could overtake it. Let the old release handle it while nobody sends; or accept that: ${acceptingPartitions(consumer, topic)}`,
  };
}

function clusterChanged(consumer: string, topic: string, { was, is }: { was: string; is: string }): Refusal {
  return {
    code: 'cluster-changed',
    sentence: `${consumer} has positions in ${topic} of the cluster ${was}, and this is the cluster ${is}: its offsets mean nothing here. Connect the service to the cluster that it was connected to; or, when nothing of it is parked any more, begin anew in this one; what the inbox knows stays known: ${retiring(consumer)}`,
  };
}

function topicReplaced(consumer: string, topic: string): Refusal {
  return {
    code: 'topic-replaced',
    sentence: `${topic} was deleted and made anew since ${consumer} last ran: its positions belong to records that are gone. When nothing of it is parked any more, begin anew in it; what the inbox knows stays known: ${retiring(consumer)}`,
  };
}

function consumerRenamed(consumer: string, before: string): Refusal {
  return {
    code: 'consumer-renamed',
    sentence: `${consumer} is new here and reads what ${before} has read, which nobody declares any more: if it was renamed, it would handle everything once more. Give it its old name; or, when nothing of it is parked any more, say that ${before} is over: ${retiring(before)}`,
  };
}

const dayMs = 24 * 60 * 60 * 1_000;
