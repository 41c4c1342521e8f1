import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInfrastructure, provision, startRun, unprovision, type Infrastructure } from '@holdfast/local-infra';
import { migrate, migrationsOf } from '@holdfast/migrations';
import { requirementsOf } from '@holdfast/system-model';
import { testInfra } from '@holdfast/testkit';
import { Client } from 'pg';
import pc from 'picocolors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { namespaceFor } from '../supervisor/namespace.ts';
import { effectsParkedCommand } from './effects-parked.ts';
import { effectsResolveCommand } from './effects-resolve.ts';

const garden = { name: 'garden', team: 'keepers', port: 5000 };
const root = mkdtempSync(join(tmpdir(), 'kept-garden-'));
const state = join(root, '.holdfast', 'state');

/** What a start does, as far as a database goes. */
async function opened(
  use: (given: { infrastructure: Infrastructure; namespace: string }) => Promise<void>,
): Promise<void> {
  const run = startRun(root, 'start');
  const infrastructure = await openInfrastructure({
    root,
    run,
    state,
    use: 'auto',
    durable: false,
    kafka: 'none',
    services: [],
  });
  await use({ infrastructure, namespace: namespaceFor({ root, state, infrastructure, env: process.env }) });
  await infrastructure.stop();
  await run.end();
}

let ownerUrl: string;
const query = async (text: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows as unknown[];
};

beforeAll(async () => {
  mkdirSync(join(root, 'apps', 'garden'), { recursive: true });
  writeFileSync(join(root, 'apps', 'garden', 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'apps', 'garden', 'service.ts'), `export default ${JSON.stringify(garden)};\n`);
  mkdirSync(join(root, 'infra', 'docker'), { recursive: true });
  copyFileSync(join(testInfra().root, 'infra/docker/servers.yml'), join(root, 'infra/docker/servers.yml'));
  await opened(async ({ infrastructure, namespace }) => {
    const required = requirementsOf([garden], namespace);
    const access = (await provision({ ...infrastructure, kafka: undefined }, required, namespace))['garden']!;
    ownerUrl = access.ownerUrl;
    const packages = [migrationsOf('@holdfast/effects', import.meta.dirname)];
    await migrate({ url: ownerUrl, packages, schema: 'garden', roles: access.roles });
    await query(`insert into holdfast.effect_intent (effect, key, request, call, state, attempts, first_attempt_at, parked_at)
      values ('garden.water-plant', 'oak', '{}', '{"correlationId": "c"}', 'parked', 1, now(), now())`);
  });
});
afterAll(async () => {
  await opened(async ({ infrastructure, namespace }) => {
    if (namespace !== '') await unprovision(infrastructure, namespace);
  });
  rmSync(root, { recursive: true, force: true });
});

test('what is parked in kept data is listed, decided, and left to the next start', async () => {
  const told: string[] = [];
  const terminal = { out: (line: string) => void told.push(line), say: () => undefined, colour: pc };
  expect(await effectsParkedCommand({ root, terminal, json: true })).toBe(0);
  expect(JSON.parse(told[0]!)).toMatchObject({ state, parked: [{ id: 'garden-1', key: 'oak' }], missing: [] });
  const decision = { name: 'garden-1', as: 'abandoned', because: 'the hose was off', by: 'keeper' };
  expect(await effectsResolveCommand({ root, terminal, ...decision })).toBe(0);
  expect(told[1]).toContain('garden does not run here, and concludes it when it does');
  await opened(async () => {
    expect(await query('select outcome, because, decided_by, result from holdfast.effect_decision')).toEqual([
      { outcome: 'abandoned', because: 'the hose was off', decided_by: 'keeper', result: null },
    ]);
  });
});
