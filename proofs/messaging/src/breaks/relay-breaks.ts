import { pauseAt, type Break, type Edit } from './break.ts';

const outbox = (find: string, replace: string): Edit => ({
  file: 'packages/messaging/src/testing/memory-outbox.ts',
  find,
  replace,
});
const relay = (find: string, replace: string): Edit => ({
  file: 'packages/messaging/src/relay/sending.ts',
  find,
  replace,
});

const concluding = `async conclude({ lease, rows }: Selection, count: number): ReturnType<RelayStore['conclude']> {
    if (!this.#isHeld(lease)) return 'lease-lost';`;
const fence = 'return holder === owner && term === epoch && until > this.#now() && database === this.#database;';
const releasing = 'if (mark) this.#marks.set(keyOf(mark), { ...mark, isReleased: true });';

/** What is published is written at once, by whichever engine. */
export const sayingEarly: readonly Edit[] = [
  {
    file: 'packages/work/src/scopes.ts',
    find: 'const [{ publish }, { intend }] = [saying, intending];',
    replace: `const [{ intend }] = [intending];
  const publish: typeof saying.publish = (...given) => { saying.publish(...given); this.said.push(saying.said.at(-1)!); this.early(); };`,
  },
  { file: 'packages/work/src/scopes.ts', find: '      this.said.push(...saying.said);\n', replace: '' },
  {
    file: 'packages/work/src/scopes.ts',
    find: '  readonly now: Date;\n',
    replace: '  early: () => void = () => {};\n  readonly now: Date;\n',
  },
];

/** The producer's rules, each left out. */
export const relayBreaks: readonly Break[] = [
  {
    name: 'deletes by range',
    scenario: 'a late writer',
    anomalies: ['lost'],
    edits: [
      outbox(
        'this.#rows = without(this.#rows, acked);',
        'this.#rows = this.#rows.filter((row) => row.id > (acked.at(-1)?.id ?? 0n));',
      ),
    ],
  },
  {
    name: 'deletes by id alone',
    scenario: 'ids come again',
    seconds: 20,
    anomalies: ['lost'],
    edits: [
      // The lease of another database is no lease, which hides it.
      outbox(fence, fence.replace(' && database === this.#database', '')),
      outbox(
        'this.#rows = without(this.#rows, acked);',
        'this.#rows = this.#rows.filter((row) => !acked.some(({ id }) => id === row.id));',
      ),
    ],
  },
  {
    name: 'reads the marks before the rows',
    scenario: 'refusal and takeover',
    seconds: 20,
    anomalies: ['reordered'],
    edits: [
      outbox(
        'const { database } = this.#lease;',
        `const marks = new Map(this.#marks); ${pauseAt('read marks')} const { database } = this.#lease;`,
      ),
      outbox(
        'rows: this.#selected(most) };',
        'rows: this.#selected(most).map((row) => ({ ...row, isMarked: marks.has(keyOf(row)) })) };',
      ),
      // The marks that are read too early are also those by which rows would move.
      outbox("if (!marked.every((row) => this.#marks.has(keyOf(row)))) return 'marks-gone';", ''),
    ],
  },
  {
    name: 'marks in a second transaction',
    scenario: 'refusal and takeover',
    seconds: 20,
    anomalies: ['reordered'],
    edits: [
      outbox(
        `    this.#mark(row, reason);
    this.#move(row);`,
        `    this.#move(row); ${pauseAt('mark the key')}
    this.#mark(row, reason);`,
      ),
    ],
  },
  {
    name: 'has two sends in flight',
    scenario: 'takeover',
    anomalies: ['reordered'],
    edits: [
      relay(
        'broker.send(records, { timeoutMs })',
        'Promise.all(records.map((record) => broker.send([record], { timeoutMs }))).then(() => undefined)',
      ),
    ],
  },
  {
    name: 'skips locked rows, with two relays',
    scenario: 'two relays at once',
    anomalies: ['reordered'],
    edits: [
      outbox('holder: until > this.#now() ? { owner, leftMs: until - this.#now() } : undefined,', 'holder: undefined,'),
      outbox(
        'if (this.#lease.owner !== owner && this.#lease.until > this.#now()) return undefined;',
        'const free = (row: SelectedRow) => (this.#taken.get(row.messageId) ?? owner) === owner;',
      ),
      outbox(
        'rows: this.#selected(most) };',
        'rows: this.#selected({ limit: 100 }).filter(free).slice(0, most.limit).map((row) => (this.#taken.set(row.messageId, owner), row)) };',
      ),
      outbox('#lastId = 0n;\n  #lease', '#lastId = 0n;\n  readonly #taken = new Map<string, string>();\n  #lease'),
      outbox(concluding, concluding.replace(/\n.*$/, '')),
    ],
  },
  {
    name: 'inserts before the lock',
    scenario: 'writers',
    seconds: 20,
    anomalies: ['reordered'],
    edits: [
      ...sayingEarly,
      {
        file: 'packages/work/src/testing/memory-engine.ts',
        find: '  const { now, said, intended } = scopes;',
        replace:
          '  const { now, said, intended } = scopes;\n  let early: Promise<void> | undefined;\n  scopes.early = () => { early = outbox?.write(trx, said, now); };',
      },
      {
        file: 'packages/work/src/testing/memory-engine.ts',
        find: 'if (said.length > 0) await outbox?.write(trx, said, now);',
        replace: 'await early;',
      },
    ],
  },
  {
    name: 'releases by inserting again',
    scenario: 'refusal',
    anomalies: ['reordered'],
    edits: [
      outbox(
        releasing,
        `for (const row of this.#parked) if (keyOf(row) === keyOf({ topic, key })) this.#rows.push({ ...row, id: ++this.#lastId });
    if (mark) this.unmark(topic, key);`,
      ),
    ],
  },
  {
    name: 'removes the mark first',
    scenario: 'refusal',
    anomalies: ['reordered'],
    edits: [
      outbox(releasing, 'if (mark) this.#marks.delete(keyOf(mark));'),
      outbox(
        'isAsked: [...this.#marks.values()].some(({ isReleased }) => isReleased),',
        'isAsked: this.#parked.some((row) => !this.#marks.has(keyOf(row))),',
      ),
      outbox(
        'const isReleased = (row: Parked) => this.#marks.get(keyOf(row))?.isReleased;',
        'const isReleased = (row: Parked) => !this.#marks.has(keyOf(row));',
      ),
    ],
  },
  {
    name: 'drops without a void record',
    scenario: 'drop',
    anomalies: ['reordered', 'ghost'],
    edits: [
      outbox(
        'this.#parked = this.#parked.map((row) => (row.messageId === messageId ? { ...row, isVoid: true } : row));',
        'this.#parked = this.#parked.filter((row) => row.messageId !== messageId);',
      ),
    ],
  },
  {
    name: 'keeps a bare id as its cursor',
    scenario: 'a late writer',
    anomalies: ['lost'],
    edits: [
      outbox(
        'this.#rows = without(this.#rows, acked);',
        'this.#cursor = acked.at(-1)?.id ?? this.#cursor; this.#rows = without(this.#rows, acked);',
      ),
      outbox(
        'firstRows(sorted(this.#rows), most)',
        'firstRows(sorted(this.#rows).filter(({ id }) => id > this.#cursor), most)',
      ),
      outbox('#lastId = 0n;\n  #lease', '#lastId = 0n;\n  #cursor = 0n;\n  #lease'),
      outbox(
        'lastId: this.#lastId, lease: this.#lease };',
        'lastId: this.#lastId, lease: this.#lease, cursor: this.#cursor } as MemoryOutboxBackup;',
      ),
    ],
  },
  // Equivalent: every row and every mark is compared anyway, so that the fence only spares repeats.
  ...['takeover', 'a relay dies', 'refusal and takeover', 'restore of the producer'].map((scenario): Break => ({
    name: `has no fence of its own (${scenario})`,
    scenario,
    anomalies: [],
    edits: [
      outbox(
        fence,
        'return holder !== undefined && owner !== undefined && term !== epoch + 1_000n && until !== database;',
      ),
    ],
  })),
];
