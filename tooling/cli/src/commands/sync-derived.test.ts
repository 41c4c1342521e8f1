import { existsSync, readFileSync, rmSync } from 'node:fs';
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

  writeConfig(
    root,
    "GATE_KEY: secret(z.string().default('open'), 'Opens the gate.'), SHED_KEY: z.string().describe('Opens the shed.'), TOKEN_COUNT: z.string().describe('How many.'), MONKEY: z.string().describe('Whose?')",
  );
  const refused: unknown = await sync(root, true).catch((error: unknown) => error);
  expect(String(refused).split('\n').slice(1)).toEqual([
    '- apps/garden/src/config.ts: GATE_KEY. A secret has no default: it would stand in the source and in the example. Leave `.default(…)` out.',
    "- apps/garden/src/config.ts: SHED_KEY. By its name it is a secret: `secret(…, '…')`. If it is none, name it otherwise.",
  ]);
  expect(String(refused)).not.toContain('open\n');
}, 120_000);

test('the example of an app that reads nothing any more is seen, and deleted', async () => {
  const root = gardenTree("GATE_KEY: secret(z.string(), 'Opens the gate.')");
  await sync(root);
  rmSync(join(root, 'apps/garden/src/config.ts'));
  const [compared, differences] = await sync(root, true);
  expect(compared).toBe(1);
  expect(differences).toContain(
    'apps/garden/.env.example is made of a src/config.ts that is not there. Run `./holdfast sync`, which deletes it, and commit that.',
  );
  const [code, said] = await sync(root);
  expect([code, existsSync(join(root, 'apps/garden/.env.example'))]).toEqual([0, false]);
  expect(said).toContain('apps/garden/.env.example deleted.');
  expect((await sync(root, true))[0]).toBe(0);
}, 120_000);
