import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { provision, startTimeOf, unprovision } from '@holdfast/local-infra';
import { kafkajsBroker, type Broker } from '@holdfast/messaging';
import { operatorRights } from '@holdfast/system-model';
import { durableServers, eventually, testNamespace, undecided, type DurableServers } from '@holdfast/testkit';
import type { TestContext } from 'vitest';
import { writeSystemRecord } from '../src/supervisor/system-record.ts';

/** A clone of which a garden runs, with topics that are really there. Nobody takes what is said in it. */
export interface SpokenGarden {
  readonly root: string;
  /** The broker as whoever may do everything. */
  readonly broker: Broker;
}

const topics = ['garden.commands', 'garden.commands.garden.watering.dlt', 'garden.events'];

/** A garden for one test. Without Kafka the test is undecided. */
export async function spokenGarden(context: TestContext): Promise<SpokenGarden> {
  const servers = await durableServers();
  if (servers.kafka === undefined) undecided(context, servers.kafkaMissing ?? 'there is no Kafka');
  const { brokers, admin } = servers.kafka;
  const namespace = testNamespace();
  context.onTestFinished(() => unprovision(servers, namespace));
  await makeTopics(servers, namespace);
  const broker = kafkajsBroker({ brokers, namespace, clientId: 'test', ...(admin && { sasl: admin }) });
  context.onTestFinished(() => broker.close());
  for (const topic of topics)
    for (const partition of [0, 1, 2])
      await eventually(() => broker.range({ topic, partition }).then(...yesOrNo), { what: `${topic} has a leader` });
  const root = aClone();
  context.onTestFinished(() => rmSync(root, { recursive: true }));
  record(root, servers, namespace);
  return { root, broker };
}

const yesOrNo = [() => true, () => false] as const;

async function makeTopics(servers: DurableServers, namespace: string): Promise<void> {
  const named = topics.map((topic) => ({ name: `${namespace}.${topic}`, partitions: 3, retentionMs: 3_600_000 }));
  const operator = operatorRights(topics, namespace);
  await provision(servers, { databases: [], topics: named, principals: [], operator }, namespace);
}

/** Only what the commands look for: a declaration, and a contract package with an example. */
export function aClone(): string {
  const root = mkdtempSync(join(tmpdir(), 'spoken-garden-'));
  const contracts = join(root, 'packages/contracts/garden');
  write(join(contracts, 'package.json'), { name: '@plot/contracts-garden', type: 'module', exports: './index.js' });
  write(join(contracts, 'examples/water-plant.v1/ordinary.json'), { plant: 'oak', litres: 2 });
  write(join(contracts, 'index.js'), messages);
  link(join(contracts, 'node_modules'), 'zod', folderOf('zod'));
  link(
    join(contracts, 'node_modules'),
    '@holdfast/contract-kit',
    join(import.meta.dirname, '../../../packages/contract-kit'),
  );
  const app = join(root, 'apps/garden');
  write(join(app, 'package.json'), { type: 'module', dependencies: { '@plot/contracts-garden': 'workspace:*' } });
  write(join(app, 'service.ts'), declaration);
  link(join(app, 'node_modules'), '@plot/contracts-garden', contracts);
  return root;
}

const messages = `
import { defineCommand, defineEvent } from '@holdfast/contract-kit';
import { z } from 'zod';
const about = { version: 1, subject: 'plant', data: z.object({ plant: z.string(), litres: z.int() }) };
export const WaterPlant = defineCommand({ name: 'garden.water-plant', ...about });
export const PlantWatered = defineEvent({ name: 'garden.plant-watered', ...about });
`;

const declaration = `
import { PlantWatered, WaterPlant } from '@plot/contracts-garden';
const consumers = { 'garden.watering': [WaterPlant] };
export default { name: 'garden', team: 'keepers', port: 5000, takes: [WaterPlant], publishes: [PlantWatered], consumers };
`;

function record(root: string, { state, postgres, kafka }: DurableServers, namespace: string): void {
  const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
  writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), {
    system: 'plot',
    owner: living,
    startedAt: 'today',
    state,
    namespace,
    infra: {
      postgres: { version: '18', provider: postgres.provider, at: new URL(postgres.adminUrl).host },
      kafka: { version: '4', provider: kafka!.provider, at: kafka!.brokers.join(',') },
    },
    processes: [],
  });
}

function write(file: string, content: string | object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function link(modules: string, name: string, target: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(target, join(modules, name));
}

function folderOf(name: string): string {
  return join(import.meta.dirname, '../node_modules', name);
}
