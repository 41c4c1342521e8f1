import { join } from 'node:path';
import { openInfrastructure } from '@holdfast/local-infra';
import pg from 'pg';
import { Child } from '../child.ts';
import { spreadOf } from '../statistics.ts';
import type { BenchContext } from './bench-context.ts';
import type { CeilingsPart } from './results.ts';
import { bareEnvironment } from './started.ts';

const times = 5;

/** What everything else is made of: an empty process, an empty Nest application, a COMMIT. */
export async function measureCeilings(clone: string, context: BenchContext): Promise<CeilingsPart> {
  context.say('ceilings of this machine …');
  const nodeMs = await startTimes('', context, clone);
  const nestMs = await startTimes(emptyNest, context, join(clone, 'packages', 'service'));
  return { nodeMs: spreadOf(nodeMs), nestMs: spreadOf(nestMs), commitsPerSecond: await commits(context) };
}

async function startTimes(program: string, context: BenchContext, cwd: string): Promise<number[]> {
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const args = ['--input-type=module', '--eval', program];
    const child = new Child(
      { name: 'node', command: process.execPath, args, cwd, env: bareEnvironment() },
      context.run,
    );
    took.push(Math.round(await child.end(context.signal)));
  }
  return took;
}

// A text and no file, so that it finds Nest where a service finds it. Without decorators: nothing is to be compiled.
const emptyNest = `
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
class Empty {}
Module({})(Empty);
const app = await NestFactory.create(Empty, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.exit();
`;

async function commits({ root, folder, run, signal }: BenchContext): Promise<CeilingsPart['commitsPerSecond']> {
  const state = join(folder, 'commits');
  const servers = await openInfrastructure({
    root,
    run,
    state,
    use: 'auto',
    durable: true,
    kafka: 'none',
    services: [],
  });
  try {
    const at = (connections: number) => commitsPerSecond(servers.postgres.adminUrl, connections, signal);
    return { one: await at(1), eight: await at(8) };
  } finally {
    await servers.stop();
  }
}

const forMs = 2_000;

/** Each writes a record to the log and waits until it is on the disk, as any COMMIT does. It leaves nothing behind. */
async function commitsPerSecond(url: string, connections: number, signal: AbortSignal): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  // The server ends what is left of a connection that is being closed.
  pool.on('error', () => undefined);
  const until = performance.now() + forMs;
  let count = 0;
  try {
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (performance.now() < until && !signal.aborted) {
          await pool.query(`select pg_logical_emit_message(true, 'bench', 'x')`);
          count += 1;
        }
      }),
    );
  } finally {
    await pool.end();
  }
  return Math.round(count / (forMs / 1_000));
}
