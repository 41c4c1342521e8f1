import type { Servers } from '@holdfast/local-infra';
import { inject } from 'vitest';

/** What the global set-up hands to every test: plain data, because it crosses into other processes. */
export interface TestInfra {
  /** The checkout. */
  readonly root: string;
  /** A PostgreSQL that forgets acknowledged work when it is killed, and is faster for that. It runs. */
  readonly fast: Servers;
  /** Where {@link durableServers} asks for the others, which are started by the first test that needs them. */
  readonly onDemand: string;
  /** Begins every namespace of this run. */
  readonly prefix: string;
  /** Where namespaces are written down, if the servers outlive this run. */
  readonly namespaces: string | undefined;
}

declare module 'vitest' {
  export interface ProvidedContext {
    infra: TestInfra;
  }
}

/** Servers that keep what they acknowledged, also when they are killed: PostgreSQL, and Kafka where there is one. */
export interface DurableServers extends Servers {
  /** Why there is no Kafka, and what mends it. */
  readonly kafkaMissing?: string;
}

/** What the global set-up of the `database` project provides. Throws a sentence in a project without it. */
export function testInfra(): TestInfra {
  const infra = inject('infra') as TestInfra | undefined;
  if (infra !== undefined) return infra;
  throw new Error('No servers: this test runs without `@holdfast/testkit/setup`. Name the file `….db.test.ts`.');
}

/** The durable servers, shared by all test files of a run; started by the first call. Kill only servers of your own: {@link ownServers}. */
export async function durableServers(): Promise<DurableServers> {
  const answer = await fetch(testInfra().onDemand);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The servers did not start: ${text}`);
  return JSON.parse(text) as DurableServers;
}
