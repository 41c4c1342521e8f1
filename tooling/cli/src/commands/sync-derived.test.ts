import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gardenTree, writeConfig } from '../../test/garden-tree.ts';
import { syncCommand } from './sync.ts';

async function sync(root: string, check = false): Promise<[code: number, said: string[]]> {
  const said: string[] = [];
  const terminal = { out: (line: string) => void said.push(line) } as never;
  return [await syncCommand({ root, terminal, check }), said];
}

// One test: each question loads what a service needs to run, which takes a second.
test('what an app reads is in its example, a change of it is seen, and what nobody explains is refused', async () => {
  const root = gardenTree("GATE_KEY: secret(z.string(), 'Opens the gate.')");
  await sync(root);
  const example = readFileSync(join(root, 'apps/garden/.env.example'), 'utf8');
  expect(example).toContain('\n# Opens the gate. Required. Secret.\nGATE_KEY=\n#GATE_KEY_FILE=\n');
  expect(example).toContain('\nDATABASE_URL=\n#DATABASE_URL_FILE=\n');

  writeConfig(
    root,
    "GATE_KEY: secret(z.string(), 'Opens the gate.'), BEDS: z.string().optional().describe('How many beds.')",
  );
  expect(await sync(root, true)).toEqual([
    1,
    ['apps/garden/.env.example differs from what it is made of. Run `./holdfast sync` and commit it.'],
  ]);

  writeConfig(root, 'BEDS: z.string()');
  await expect(sync(root)).rejects.toThrow(
    "- apps/garden/src/config.ts: BEDS. Say what it means: `.describe('…')`, or `secret(…, '…')` for a secret.",
  );
}, 120_000);
