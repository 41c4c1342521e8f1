import { writeSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import type { z } from 'zod';
import { sayDoubtfulAccess } from './access/doubtful-access.ts';
import { readConfig } from './config/read-config.ts';
import type { ServiceConfig } from './config/service-config.ts';
import { createService, type Service } from './create-service.ts';
import { shutDown } from './runtime/shut-down.ts';

/** A consumer that hears nothing from a broker that answers: the supervisor starts the process anew (EX_SOFTWARE). */
const consumerDied = 70;

/**
 * Starts a service from its environment; the one line of an app's `main.ts`.
 *
 * It listens at once, whether PostgreSQL and Kafka are there or not, and goes on by itself when they come or come
 * back. Where the configuration cannot be used or the module has a trap in it, it says all of that and exits with 1, with
 * nothing started; and so it does, once both servers answer, where messages must not begin in them. SIGTERM or Ctrl-C ends it in order within `SHUTDOWN_DEADLINE_MS`, a second one at once.
 */
export async function startService<C extends ServiceConfig>(module: Type, schema: z.ZodType<C>): Promise<void> {
  try {
    const config = readConfig(schema, process.env);
    const service = await createService(module, config);
    endInOrder(service, config.SHUTDOWN_DEADLINE_MS);
    await begin(service, config);
  } catch (error) {
    sayAtOnce(error instanceof Error ? sentenceOf(error) : String(error));
    process.exit(1);
  }
}

async function begin({ app, admin, runtime, edges, routes, logger }: Service, config: ServiceConfig): Promise<void> {
  await app.listen(config.PORT, config.HOST);
  const adminUrl = await admin.listen({ port: config.ADMIN_PORT, host: config.ADMIN_HOST });
  logger.info({ url: await app.getUrl(), adminUrl }, 'listening');
  sayDoubtfulAccess(config, routes(), logger);
  runtime.start(edges, {
    onDead: (consumer, reason) => {
      logger.fatal({ consumer, reason }, 'a consumer is dead, and so is this process');
      process.exit(consumerDied);
    },
    onRefused: (refusals) => {
      for (const { code, sentence } of refusals) logger.fatal({ code }, sentence);
      sayAtOnce(refusals.map(({ sentence }) => sentence).join('\n'));
      process.exit(1);
    },
  });
}

/** Straight to the file: nothing may be lost between here and the exit. */
function sayAtOnce(text: string): void {
  writeSync(2, `${text}\n`);
}

function endInOrder(service: Service, deadlineMs: number): void {
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) process.exit(1);
    ending = true;
    void endOn(signal, service, deadlineMs);
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  process.on('uncaughtException', (err) => {
    service.logger.fatal({ err }, 'something went wrong that nothing caught');
    process.exit(1);
  });
}

async function endOn(signal: NodeJS.Signals, service: Service, deadlineMs: number): Promise<never> {
  const { logger } = service;
  logger.info({ signal }, 'shutting down');
  const left = await shutDown(service, deadlineMs);
  if (left.length === 0) logger.info('ended, with nothing left');
  else logger.error({ left }, 'ended at the deadline, with something left');
  process.exit(left.length === 0 ? 0 : 1);
}

function sentenceOf(error: Error): string {
  if ('code' in error && error.code === 'EADDRINUSE')
    return `The service does not start: its port is taken (${error.message}).`;
  return 'code' in error && (error.code === 'incomplete-environment' || error.code === 'refused-to-start')
    ? error.message
    : (error.stack ?? error.message);
}
