import { describe, expect, test } from 'vitest';
import type { LedgerRow } from './ledger.ts';
import type { MigrationFile } from './migration-file.ts';
import { plan } from './plan.ts';

const header = { phase: 'expand', transaction: 'on', door: 'two-way', waivers: [] } as const;
const hashOf = (text: string) => text.padEnd(64, '0');

function file(name: string, { of = '@yard/garden', text = name }: { of?: string; text?: string } = {}): MigrationFile {
  return {
    package: of,
    file: name,
    number: Number(name.slice(0, 4)),
    header,
    sql: text,
    sha256: hashOf(text),
    builds: undefined,
  };
}

function row(name: string, { of = '@yard/garden', text = name }: { of?: string; text?: string } = {}): LedgerRow {
  return {
    package: of,
    file: name,
    sha256: hashOf(text),
    phase: 'expand',
    door: 'two-way',
    appliedAt: new Date(0),
    tookMs: 1,
    release: undefined,
  };
}

const names = (files: readonly { file: string }[]) => files.map((one) => one.file);

describe('an empty database', () => {
  test('gets every file, in the given sequence', () => {
    const files = [file('0002-b.sql', { of: '@holdfast/soil' }), file('0001-a.sql')];
    expect(plan(files, [])).toEqual({ toApply: files, refusals: [], newer: [] });
  });
});

describe('a database that has some of the files', () => {
  test('gets the others', () => {
    const { toApply, refusals } = plan([file('0001-a.sql'), file('0002-b.sql')], [row('0001-a.sql')]);
    expect(names(toApply)).toEqual(['0002-b.sql']);
    expect(refusals).toEqual([]);
  });

  test('gets a new platform file although the service’s own are there', () => {
    const files = [file('0001-a.sql', { of: '@holdfast/soil' }), file('0001-a.sql')];
    expect(plan(files, [row('0001-a.sql')])).toMatchObject({ toApply: [{ package: '@holdfast/soil' }], refusals: [] });
  });
});

describe('a database of a newer release', () => {
  test('is fine for an older one, which has nothing to do', () => {
    const newer = [row('0002-b.sql'), row('0001-x.sql', { of: '@holdfast/effects' })];
    expect(plan([file('0001-a.sql')], [row('0001-a.sql'), ...newer])).toEqual({ toApply: [], refusals: [], newer });
  });
});

describe('refused is', () => {
  test('a file whose text is not the applied one', () => {
    const { refusals } = plan([file('0001-a.sql', { text: 'edited' })], [row('0001-a.sql')]);
    expect(refusals).toMatchObject([{ file: '0001-a.sql', reason: 'changed' }]);
    expect(refusals[0]?.problem).toContain('Restore its text, and put the change into a new file.');
  });

  test('a file that comes before an applied one', () => {
    const { refusals } = plan(
      [file('0001-a.sql'), file('0002-b.sql'), file('0003-c.sql')],
      [row('0001-a.sql'), row('0003-c.sql')],
    );
    expect(refusals).toMatchObject([{ file: '0002-b.sql', reason: 'out-of-sequence' }]);
    expect(refusals[0]?.problem).toContain('Give it the next free number.');
  });

  test('a folder from which an applied file is gone', () => {
    const { refusals, newer } = plan([file('0002-b.sql')], [row('0001-a.sql'), row('0002-b.sql')]);
    expect(refusals).toMatchObject([{ file: '0001-a.sql', reason: 'missing' }]);
    expect(newer).toEqual([]);
  });

  test('an applied file under a new name', () => {
    const { refusals } = plan([file('0001-new-name.sql'), file('0002-b.sql')], [row('0001-a.sql'), row('0002-b.sql')]);
    expect(refusals.map(({ reason }) => reason).toSorted()).toEqual(['missing', 'out-of-sequence']);
  });

  test('everything that is wrong, at once', () => {
    const files = [file('0001-a.sql', { text: 'edited' }), file('0002-b.sql', { text: 'edited' })];
    expect(plan(files, [row('0001-a.sql'), row('0002-b.sql')]).refusals).toHaveLength(2);
  });
});
