import { pauseAt, type Break, type Edit } from './break.ts';

const store = (find: string, replace: string): Edit => ({
  file: 'packages/messaging/src/testing/memory-consumer-store.ts',
  find,
  replace,
});
const parked = (find: string, replace: string): Edit => ({
  file: 'packages/messaging/src/testing/memory-parked.ts',
  find,
  replace,
});
const consumer = (name: string, find: string, replace: string): Edit => ({
  file: `packages/messaging/src/consumer/${name}.ts`,
  find,
  replace,
});

const fence = "if (!row || row.token !== token || row.nextOffset !== from) return 'fenced';";

// As if the row had a counter and each owner the next number. It begins anew after three, so that there are only so many
// states: a weaker token than a counter.
const counting = [
  store(
    'this.#rows.set(key, { ...row, token, ...(topicId',
    `const counter = String((Number(this.#rows.get(key)?.token ?? 0) % 3) + 1);
    ((globalThis as any).counterOf ??= new Map()).set(token, counter);
    this.#rows.set(key, { ...row, token: counter, ...(topicId`,
  ),
  consumer(
    'claim-place',
    'return { topic, partition, token, next, clusterId };',
    'return { topic, partition, token: (globalThis as any).counterOf.get(token), next, clusterId };',
  ),
];
const skippingLocked = parked(
  'const [seen] = queue(this.#seenBy(transaction), where);',
  `const [seen] = queue(this.#seenBy(transaction), where).filter((row) => {
      const holder = this.#locks.get(idOf(row));
      return !holder || holder === transaction;
    });`,
);

/** The consumer's rules, each left out. */
export const consumerBreaks: readonly Break[] = [
  {
    name: 'writes the inbox outside the effect transaction',
    scenario: 'two owners',
    anomalies: ['doubled'],
    edits: [
      store(
        'transaction.atCommit(() => this.#seen.add(key));\n    return true;',
        `transaction.atCommit(() => void (async () => { ${pauseAt('write the inbox')} this.#seen.add(key); })());\n    return true;`,
      ),
    ],
  },
  {
    // The inbox still drops what comes twice; what the position passes over is lost, as with the token alone.
    name: 'has no fence',
    scenario: 'restore of the consumer',
    seconds: 20,
    anomalies: ['lost', 'reordered'],
    edits: [store(fence, "if (!row) return 'fenced';")],
  },
  {
    name: 'fences by the token alone',
    scenario: 'restore of the consumer',
    seconds: 20,
    anomalies: ['lost'],
    edits: [store(fence, "if (!row || row.token !== token) return 'fenced';")],
  },
  {
    // Equivalent here: the fence is the first statement and holds the row, so that everything below the offset is settled
    // in what this transaction sees, whoever it is.
    name: 'fences by the offset alone',
    scenario: 'restore of the consumer',
    anomalies: [],
    edits: [store(fence, "if (!row || row.nextOffset !== from) return 'fenced';")],
  },
  {
    // Equivalent here, as the offset alone is: whatever is committed was at the offset that the row had.
    name: 'counts instead of drawing a token',
    scenario: 'restore of the consumer',
    anomalies: [],
    edits: counting,
  },
  {
    name: 'counts instead of drawing a token, and fences by that alone',
    scenario: 'restore of the consumer',
    seconds: 20,
    anomalies: ['lost'],
    edits: [...counting, store(fence, "if (!row || row.token !== token) return 'fenced';")],
  },
  {
    // Equivalent here: the place is held, so that nobody else has a row of it in hand; and a row that is not the first of
    // its key is not due.
    name: 'drives anew with SKIP LOCKED',
    scenario: 'parked already, and two owners',
    anomalies: [],
    edits: [skippingLocked],
  },
  {
    name: 'drives anew with SKIP LOCKED, whatever is due, and holds no place',
    scenario: 'parked already, and two owners',
    anomalies: ['reordered'],
    edits: [
      skippingLocked,
      parked('if (!first || !this.#isDue(first)) return undefined;', 'if (!first) return undefined;'),
      consumer('redrive', '        await effect.hold();\n        parked = ', '        parked = '),
    ],
  },
  {
    name: 'keeps a flag apart from the parked rows',
    scenario: 'a key is parked',
    anomalies: ['reordered'],
    edits: [
      parked('readonly #now: () => number;', 'readonly #now: () => number;\n  readonly #flags = new Set<string>();'),
      parked(
        'return new Map(parked.filter(({ key }) => keys.includes(key)).map(({ key, offset }) => [key, offset]));',
        'return new Map(keys.filter((key) => this.#flags.has(key) && parked).map((key) => [key, 0n]));',
      ),
      parked(
        'this.#change(transaction, (rows) => rows.set(idOf(row), row));',
        `this.#change(transaction, (rows) => rows.set(idOf(row), row));
      transaction.atCommit(() => void (async () => { ${pauseAt('set the flag')} this.#flags.add(message.key); })());`,
      ),
    ],
  },
  {
    name: 'caches which keys are parked',
    scenario: 'parked after the first',
    anomalies: ['reordered'],
    edits: [
      consumer(
        'take',
        'await store.heldKeys(trx, consumer, place, keys);',
        '(cache.get(store) ?? (await store.heldKeys(trx, consumer, place, keys)));\n  cache.set(store, held);',
      ),
      consumer(
        'take',
        '/** Messages that are taken in one transaction. */',
        'const cache = new WeakMap<object, ReadonlySet<string>>();\n\n/** Messages that are taken in one transaction. */',
      ),
    ],
  },
  {
    name: 'looks up both of two copies in a set',
    scenario: 'two copies at once',
    anomalies: ['doubled'],
    edits: [consumer('first-copies', 'left.delete(messageId)', 'left.has(messageId)')],
  },
];
