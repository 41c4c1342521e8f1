import { describe, expect, test } from 'vitest';
import { refusalsOf, undecidedOf } from './refusals-of.ts';
import { neededSchema, type KnownPosition, type ReadTopic, type StartFacts } from './start-facts.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const diary = 'library.diary';
const topic = 'garden.events';

const position = (differs: Partial<KnownPosition> = {}): KnownPosition => ({
  partition: 0,
  next: 5n,
  clusterId: 'here',
  topicId: 'first',
  end: 5n,
  holdsKeys: false,
  ...differs,
});

const read = (differs: Partial<ReadTopic> = {}): ReadTopic => ({
  topic,
  now: { partitions: 1, id: 'first', retentionMs: 7 * dayMs },
  partitions: 1,
  positions: [position()],
  ...differs,
});

const start = (of: Partial<ReadTopic> = {}, differs: Partial<StartFacts> = {}): StartFacts => ({
  schema: neededSchema,
  isolation: 'read committed',
  windowDays: 30,
  clusterId: 'here',
  consumers: [{ consumer: diary, topics: [read(of)] }],
  missing: [],
  gone: [],
  ...differs,
});

const codes = (facts: StartFacts) => refusalsOf(facts).map(({ code }) => code);
const sentenceOf = (facts: StartFacts) => refusalsOf(facts)[0]?.sentence;

describe('a start', () => {
  test('is fine where everything is as it was', () => {
    expect([refusalsOf(start()), undecidedOf(start())]).toEqual([[], []]);
  });

  test('is fine for a consumer that has never been here', () => {
    expect(refusalsOf(start({ partitions: undefined, positions: [] }))).toEqual([]);
  });

  test('is refused with tables older than the code, and nothing else is judged by them', () => {
    const facts = start({ now: 'missing' }, { schema: neededSchema - 1, isolation: 'serializable' });
    expect(codes(facts)).toEqual(['schema-too-old']);
    expect(sentenceOf(facts)).toContain('Run the migrations');
    expect(codes(start({}, { schema: neededSchema + 1 }))).toEqual([]);
  });

  test('is refused at another isolation level', () => {
    const facts = start({}, { isolation: 'repeatable read' });
    expect(codes(facts)).toEqual(['wrong-isolation']);
    expect(sentenceOf(facts)).toContain('Take default_transaction_isolation off');
  });

  test.each([
    ['longer than the inbox remembers', 31 * dayMs, ['window-too-short']],
    ['exactly as long', 30 * dayMs, ['window-too-short']],
    ['a little less', 30 * dayMs - 1, []],
    ['for ever', 'forever', ['window-too-short']],
  ] as const)('with a topic that keeps records %s', (_, retentionMs, refused) => {
    expect(codes(start({ now: { partitions: 1, id: 'first', retentionMs } }))).toEqual(refused);
  });

  test('is refused where a topic is missing, and says how one makes it', () => {
    const facts = start({ now: 'missing' });
    expect(codes(facts)).toEqual(['topic-missing']);
    expect(sentenceOf(facts)).toMatch(/garden\.events.*library\.diary.*Make the topic/);
  });

  test('is refused where a topic is missing that it sends to', () => {
    const facts = start({}, { missing: ['garden.commands'] });
    expect(codes(facts)).toEqual(['topic-missing']);
    expect(sentenceOf(facts)).toMatch(/garden\.commands, to which this service sends.*WRITE/);
    const elsewhere = start({ positions: [position({ clusterId: 'there' })] }, { missing: ['garden.commands'] });
    expect(codes(elsewhere)).toEqual(['cluster-changed']);
  });

  test('may find several things at once', () => {
    const other = { consumer: 'library.shelf', topics: [read({ topic: 'market.events', now: 'missing' })] };
    const facts = start({ now: 'missing' });
    expect(codes({ ...facts, consumers: [...facts.consumers, other] })).toEqual(['topic-missing', 'topic-missing']);
  });
});

describe('a topic with other partitions than before', () => {
  const now = { partitions: 2, id: 'first', retentionMs: dayMs };

  test.each([
    ['is refused while records wait in an old one', [position({ end: 6n })], ['partitions-changed']],
    ['is refused while a key is parked in an old one', [position({ holdsKeys: true })], ['partitions-changed']],
    ['is refused where nobody has read an old one', [], ['partitions-changed']],
    ['is fine when all that was there is handled', [position()], []],
  ])('%s', (_, positions, refused) => {
    expect(codes(start({ now, positions }))).toEqual(refused);
  });

  test('names the consumer, both numbers, and what a person may decide', () => {
    expect(sentenceOf(start({ now, positions: [] }))).toMatch(
      /2 partitions, and had 1 when library\.diary.*messages accept-partitions library library\.diary garden\.events --because/,
    );
  });
});

describe('positions that belong to something else', () => {
  test('refuse in another cluster, whatever its topics are like', () => {
    const facts = start({ now: 'missing', positions: [position({ clusterId: 'there', end: undefined })] });
    expect(codes(facts)).toEqual(['cluster-changed']);
    expect(sentenceOf(facts)).toMatch(
      /cluster there, and this is the cluster here.*nothing of it is parked.*messages retire library library\.diary --because/,
    );
  });

  test('refuse in a topic with another id', () => {
    const facts = start({ positions: [position({ topicId: 'second' })] });
    expect(codes(facts)).toEqual(['topic-replaced']);
    expect(sentenceOf(facts)).toMatch(/nothing of it is parked.*messages retire library library\.diary --because/);
  });

  test('refuse beyond the end of a topic, whether it tells an id or not', () => {
    const now = { partitions: 1, retentionMs: dayMs };
    expect(codes(start({ now, positions: [position({ next: 6n })] }))).toEqual(['topic-replaced']);
  });
});

describe('a consumer under a new name', () => {
  const gone = [{ consumer: 'library.notebook', topics: [topic] }];

  test('is refused on a topic that one has read which nobody declares any more', () => {
    const facts = start({ partitions: undefined, positions: [] }, { gone });
    expect(codes(facts)).toEqual(['consumer-renamed']);
    expect(sentenceOf(facts)).toMatch(/nothing of it is parked.*messages retire library library\.notebook --because/);
  });

  test('is fine beside one that has left, if it has been here before, or reads something else', () => {
    expect(codes(start({}, { gone }))).toEqual([]);
    const elsewhere = [{ consumer: 'library.notebook', topics: ['market.events'] }];
    expect(codes(start({ positions: [] }, { gone: elsewhere }))).toEqual([]);
  });
});

describe('what cannot be found out', () => {
  test('is said, and is no refusal', () => {
    const facts = start({ now: { partitions: 1 } });
    expect(refusalsOf(facts)).toEqual([]);
    expect(undecidedOf(facts)).toEqual([
      expect.stringContaining('DESCRIBE_CONFIGS'),
      expect.stringContaining('made anew'),
    ]);
  });

  test('is whether a topic is the one of a position that has noted no id', () => {
    const facts = start({ positions: [position(), position({ topicId: undefined })] });
    expect(refusalsOf(facts)).toEqual([]);
    expect(undecidedOf(facts)).toEqual([expect.stringMatching(/made anew.*its id was not noted/)]);
  });

  test('is whether keys have moved since positions were written of which the partitions are not noted', () => {
    const facts = start({ partitions: undefined });
    expect(refusalsOf(facts)).toEqual([]);
    expect(undecidedOf(facts)).toEqual([expect.stringMatching(/how many partitions.* it has 1 now/)]);
  });

  test('is nothing to speak of before there is a position', () => {
    expect(undecidedOf(start({ now: { partitions: 1, retentionMs: dayMs }, positions: [] }))).toEqual([]);
  });
});
