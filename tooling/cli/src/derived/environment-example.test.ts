import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConfigVariable } from './config-variables.ts';
import { outdated } from './derived-files.ts';
import { environmentExample } from './environment-example.ts';

const beds: ConfigVariable = { name: 'BEDS', description: 'How many beds.', isSecret: false, isRequired: true };
const gate: ConfigVariable = { name: 'GATE_KEY', description: 'Opens the gate.', isSecret: true, isRequired: false };
const path = 'apps/garden/.env.example';

function differs(before: readonly ConfigVariable[], after: readonly ConfigVariable[]): boolean {
  const root = mkdtempSync(join(tmpdir(), 'example-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'apps/garden'), { recursive: true });
  writeFileSync(join(root, path), environmentExample('garden', before));
  return outdated(root, [{ path, content: environmentExample('garden', after) }]).length > 0;
}

describe('the example of an environment', () => {
  test('shows what must be given, what may be left out, and for a secret no value but a place', () => {
    const [, ...entries] = environmentExample('garden', [
      beds,
      gate,
      { ...beds, name: 'ROWS', isRequired: false, default: '7' },
    ]).split('\n\n');
    expect(entries).toEqual([
      '# How many beds. Required.\nBEDS=',
      '# Opens the gate. Secret.\n#GATE_KEY=\n#GATE_KEY_FILE=',
      '# How many beds.\n#ROWS=7\n',
    ]);
  });

  test('stays when nothing changed', () => {
    expect(differs([beds, gate], [beds, gate])).toBe(false);
  });

  test.each<[string, readonly ConfigVariable[]]>([
    ['a variable is new', [beds, gate, { ...beds, name: 'ROWS' }]],
    ['a variable is gone', [beds]],
    ['a variable means something else', [{ ...beds, description: 'How many rows.' }, gate]],
    ['a variable may be left out', [{ ...beds, isRequired: false }, gate]],
    ['a variable has another default', [{ ...beds, default: '3' }, gate]],
    ['a variable is a secret', [{ ...beds, isSecret: true }, gate]],
  ])('differs when %s', (_, after) => {
    expect(differs([beds, gate], after)).toBe(true);
  });

  test('is missed where it is not', () => {
    expect(outdated('/nowhere', [{ path, content: '' }])).toHaveLength(1);
  });
});
