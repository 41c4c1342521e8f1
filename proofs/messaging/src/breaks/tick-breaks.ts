import { pauseAt, type Break, type Edit } from './break.ts';

const outbox = (find: string, replace: string): Edit => ({
  file: 'packages/messaging/src/testing/memory-tick-outbox.ts',
  find,
  replace,
});

const batch =
  '.filter(({ xid, id }) => sees(snapshot, xid) && !sees(before, xid) && id > cursor.rowId)\n      .toSorted(byId);';
const passing = 'this.#state.cursor = isThrough ? afterAll(cursor) : { tick: cursor.tick, rowId: passed.at(-1)!.id };';
const copying = '    this.#copyParked(marked);\n';

/** The rules of the ticked outbox, each left out. */
export const tickBreaks: readonly Break[] = [
  {
    name: 'looks for no late transactions',
    scenario: 'ticks: a late writer',
    anomalies: ['lost'],
    edits: [outbox(batch, batch.replace('!sees(before, xid)', 'xid >= before.xmax'))],
  },
  {
    name: 'keeps a bare id as its cursor (ticks)',
    scenario: 'ticks: a late writer',
    anomalies: ['lost'],
    edits: [
      outbox(batch, batch.replace(' && !sees(before, xid)', '')),
      outbox('return { tick: tick + 1n, rowId: 0n };', 'return { tick: tick + 1n, rowId };'),
      outbox('function afterAll({ tick }: Cursor)', 'function afterAll({ tick, rowId }: Cursor)'),
      outbox(passing, passing.replace('afterAll(cursor)', 'afterAll({ tick: cursor.tick, rowId: passed.at(-1)!.id })')),
    ],
  },
  {
    // Transactions are read in the sequence of their numbers as soon as none before them is under way: not that of commits.
    name: 'goes by (xid, id) behind an xmin fence',
    scenario: 'ticks: writers with early numbers',
    anomalies: ['reordered'],
    edits: [
      outbox(batch, batch.replace('.toSorted(byId)', '.toSorted((a, b) => Number(a.xid - b.xid) || byId(a, b))')),
      outbox(
        'const snapshot = this.#xids.snapshot();',
        `const { xmax, open } = this.#xids.snapshot();
    const snapshot = { xmax: open.reduce((least, xid) => (xid < least ? xid : least), xmax), open: [] };
    if (!events.some(({ xid }) => sees(snapshot, xid) && !sees(before, xid))) return undefined;`,
      ),
    ],
  },
  {
    // Parked rows are copied and never moved. It takes both: rows that go, and a place that is counted.
    name: 'counts rows for its cursor, and moves parked ones',
    scenario: 'ticks: refusal',
    anomalies: ['lost'],
    edits: [
      outbox(
        batch,
        '.filter(({ xid }) => sees(snapshot, xid) && !sees(before, xid))\n      .toSorted(byId).slice(Number(cursor.rowId));',
      ),
      outbox(passing, passing.replace('passed.at(-1)!.id', 'cursor.rowId + BigInt(passed.length)')),
      outbox(
        'this.#state.cursor = { tick: this.#state.cursor.tick, rowId: row.id };',
        'this.#state.cursor = { tick: this.#state.cursor.tick, rowId: this.#state.cursor.rowId + BigInt(before.length) };',
      ),
      outbox(
        '    for (const { id, messageId, topic, key, headers, payload } of rows) {\n      this.#state.parked.push(',
        `    this.#state.events = this.#state.events.filter((event) => !rows.some((row) => isSameRow(row, event)));
    for (const { id, messageId, topic, key, headers, payload } of rows) {
      this.#state.parked.push(`,
      ),
    ],
  },
  {
    name: 'moves rows in another transaction than the cursor',
    scenario: 'ticks: refusal',
    anomalies: ['lost'],
    edits: [outbox(copying, ''), outbox(passing, `${passing}\n    ${pauseAt('move rows')}\n${copying}`)],
  },
  {
    name: 'rotates without a new statement after the lock',
    scenario: 'ticks: rotation',
    seconds: 20,
    anomalies: ['lost'],
    edits: [
      outbox(
        "    if (this.#isWritten(next)) return 'held';\n    await this.#between();\n    if (this.#hasUnsent(next)) return 'unsent';",
        "    const hasUnsent = this.#hasUnsent(next);\n    await this.#between();\n    if (this.#isWritten(next)) return 'held';\n    if (hasUnsent) return 'unsent';",
      ),
    ],
  },
  {
    // A missing tick as an empty batch belongs to it: as an error it stops everything, and loses nothing.
    name: 'forgets ticks by their age',
    scenario: 'ticks: rotation and error',
    anomalies: ['lost'],
    edits: [
      outbox(
        'for (const n of this.#state.ticks.keys()) if (n < tick) this.#state.ticks.delete(n);',
        'const newest = [...this.#state.ticks.keys()].at(-1)!;\n    for (const n of this.#state.ticks.keys()) if (n < newest) this.#state.ticks.delete(n);',
      ),
      outbox(
        'if (!before) throw new TickMissing(String(cursor.tick));',
        'if (!before) return (this.#state.cursor = afterAll(cursor)), this.#openBatch();',
      ),
    ],
  },
  {
    // The cursor of the restored database goes past a tick that was only in the lost one.
    name: 'keeps the lease at a restore',
    scenario: 'ticks: restore of the producer',
    anomalies: ['lost'],
    edits: [
      outbox('const isHere = database === this.#database;', 'const isHere = database !== undefined;'),
      outbox('if (database !== undefined && database !== this.#database) {', 'if (owner === this.#database) {'),
    ],
  },
];
