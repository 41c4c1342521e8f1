import fastify, { LogController, type FastifyInstance } from 'fastify';
import { logSettings } from './log-settings.ts';
import type { OutsideWorldOptions } from './outside-world-options.ts';
import { answerProblems } from './routes/answer-problems.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { indexRoute } from './routes/index-route.ts';
import { issuerRoutes } from './routes/issuer-routes.ts';
import { keyRoutes } from './routes/key-routes.ts';
import { ledgerRoutes } from './routes/ledger-routes.ts';
import { readEveryBodyAsJson } from './routes/read-every-body-as-json.ts';
import { refuseOtherPages } from './routes/refuse-other-pages.ts';
import { systemRoutes } from './routes/system-routes.ts';
import { webhookRoute } from './routes/webhook-route.ts';
import { allSystems } from './systems/all-systems.ts';
import { createWorld } from './world.ts';

/** The outside systems, ready to `inject` or to `listen`. `close` ends it; what was not sent is sent by the next one. */
export function createOutsideWorld(options: OutsideWorldOptions): FastifyInstance {
  const world = createWorld(options);
  const app = fastify({
    logger: options.log ? logSettings : false,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  });
  readEveryBodyAsJson(app);
  answerProblems(app);
  refuseOtherPages(app, options.publicUrl);
  indexRoute(app, allSystems);
  ledgerRoutes(app, world, allSystems);
  webhookRoute(app, world);
  issuerRoutes(app, world, options.publicUrl);
  for (const system of allSystems) {
    systemRoutes(app, world, system);
    keyRoutes(app, world, system);
    faultRoutes(app, world, system);
  }
  app.get('/faults', () => Object.fromEntries(allSystems.map(({ name }) => [name, world.faults.of(name)])));
  app.get('/health/ready', () => ({ status: 'ready' }));
  app.addHook('onListen', () => {
    app.log.info({ seed: world.seed, stateFolder: options.stateFolder }, 'ledgers and seed of this run');
    app.log.warn('identity gives anybody a token for anybody: this is for development, and never for others to reach');
    world.sender.wake();
  });
  app.addHook('preClose', () => world.leave());
  app.addHook('onClose', () => world.close());
  return app;
}
