import type { Logger } from 'pino';
import type { ServiceConfig } from '../config/service-config.ts';
import type { RouteFacts } from './route-book.ts';

/** Says at the start what looks like a mistake and may be meant. */
export function sayDoubtfulAccess(config: ServiceConfig, routes: readonly RouteFacts[], logger: Logger): void {
  if (config.TOKEN_ISSUER === undefined) {
    logger.warn('no issuer of tokens is configured: only public routes answer');
  }
  const denied = routes.filter(({ access }) => access === 'denied').map(({ method, path }) => `${method} ${path}`);
  if (denied.length > 0) logger.warn({ denied }, 'nobody may use these routes: no @Public() or @Roles() is on them');
}
