import type { LoggerService } from '@nestjs/common';
import { Logger as NestPinoLogger, type PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';

/** Nest's own lines, and those of `new Logger(name)` in an app, through the service's logger. */
export function nestLogger(logger: Logger): LoggerService {
  // It calls the level methods and nothing else, and those are the same. Its own root logger is one per process,
  // which would let two services in one test share a log.
  return new QuietAtStart(logger as unknown as PinoLogger, {});
}

const partsOfTheStart = new Set<unknown>([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** A line for each module and each route of every start is worth reading only when the start is what one looks into. */
class QuietAtStart extends NestPinoLogger {
  override log(message: unknown, ...more: unknown[]): void {
    if (partsOfTheStart.has(more.at(-1))) this.debug(message, ...more);
    else super.log(message, ...more);
  }
}
