/** What is wrong with a process that may be ready nevertheless. */
export interface Trouble {
  /** `2 partitions wait`. */
  readonly what: string;
  /** Each of them, with its reason; or the command that shows them. */
  readonly which: readonly string[];
}

/** Reads them out of what `/health/ready` answers to those who run a service. An answer that has none of it has no troubles. */
export function troublesOf(answer: Readonly<Record<string, unknown>>): Trouble[] {
  const { parked = 0, contradictions = 0, stuck = 0, error } = factsOf(answer['effects']);
  const [parkedOnes, parkedKeys] = ['./holdfast effects parked', './holdfast messages status'];
  return [
    ...counted(listOf(answer['failing']).map(placeLine), 'partition waits', 'partitions wait'),
    ...counted(listOf(answer['consumers']).flatMap(consumerLine), 'consumer hears nothing', 'consumers hear nothing'),
    ...numbered(sumOf(answer, 'keys'), ['key is parked', 'keys are parked'], parkedKeys),
    ...numbered(sumOf(answer, 'dead'), ['message is dead', 'messages are dead'], parkedKeys),
    ...counted(errorLine(factsOf(answer['relay'])['error']), 'relay fails', 'relays fail'),
    ...numbered(parked, ['effect is parked', 'effects are parked'], parkedOnes),
    ...numbered(contradictions, ['effect has two outcomes', 'effects have two outcomes'], parkedOnes),
    ...numbered(stuck, ['effect is stuck', 'effects are stuck'], 'the use case that concludes it fails; see the log'),
    ...counted(errorLine(error), 'look for effects failed', 'looks for effects failed'),
  ];
}

type Facts = Readonly<Record<string, unknown>>;

function factsOf(value: unknown): Facts {
  return typeof value === 'object' && value !== null ? (value as Facts) : {};
}

function listOf(value: unknown): readonly Facts[] {
  return Array.isArray(value) ? value.map(factsOf) : [];
}

/** How much is parked of all consumers together. */
function sumOf(answer: Facts, what: string): number {
  const counts = listOf(answer['consumers']).map(({ parked }) => factsOf(parked)[what]);
  return counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
}

function placeLine({ consumer, topic, partition, error }: Facts): string {
  return `${String(consumer)} ${String(topic)}/${String(partition)}: ${firstLine(error)}`;
}

function consumerLine({ consumer, error }: Facts): string[] {
  return errorLine(error).map((line) => `${String(consumer)}: ${line}`);
}

function errorLine(error: unknown): string[] {
  return error === undefined ? [] : [firstLine(error)];
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0]!;
}

function counted(which: readonly string[], one: string, several: string): Trouble[] {
  return which.length === 0 ? [] : [{ what: `${which.length} ${which.length === 1 ? one : several}`, which }];
}

function numbered(count: unknown, [one, several]: readonly [string, string], which: string): Trouble[] {
  return typeof count === 'number' && count > 0
    ? [{ what: `${count} ${count === 1 ? one : several}`, which: [which] }]
    : [];
}
