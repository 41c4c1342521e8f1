import type { Service } from '../create-service.ts';
import { runStages, type Stage } from './stages.ts';

/**
 * Ends a service without losing anything: readiness off, no more requests, messages, turns of timers and attempts at effects, those inside
 * are finished, what they said goes to the broker, connections are closed. Resolves with what was left at the deadline; nothing when
 * all is done. What was left in the outbox is sent by the next process, a message in hand is delivered again, and of an
 * attempt in hand the next process finds out what became of it.
 */
export function shutDown(service: Service, deadlineMs: number): Promise<readonly string[]> {
  const { logger } = service;
  const endsAt = Date.now() + deadlineMs;
  return runStages(
    stagesOf(service, () => endsAt - Date.now()),
    {
      deadlineMs,
      failed: (stage, err) => logger.error({ err, stage }, 'a stage of the shutdown failed'),
    },
  );
}

/** How much of the time an attempt in hand may take. What is left is for what it leads to: a conclusion, and its messages. */
const forAttempts = 0.6;

function stagesOf({ app, admin, door, runtime }: Service, leftMs: () => number): Stage[] {
  const { messaging, effects, timers, pools } = runtime;
  const server = app.getHttpServer();
  return [
    {
      name: 'requests and messages',
      run: () => {
        door.close();
        // Ends the listening at once and idle connections with it; the rest are ended below.
        if (server.listening) server.close();
        // No turn and no attempt begins from here on; the ones in hand are awaited below.
        void timers.stop();
        void effects.stop(leftMs() * forAttempts).catch(() => undefined);
        return Promise.all([door.drained(), messaging.stopConsumers()]);
      },
      waitingFor: () => door.waiting(),
    },
    { name: 'timers', run: () => timers.stop(), waitingFor: () => timers.inTurn() },
    { name: 'effects', run: () => effects.stop(leftMs() * forAttempts) },
    { name: 'outbox', run: () => messaging.flush(leftMs()) },
    { name: 'broker', run: () => messaging.stop() },
    {
      name: 'http',
      run: async () => {
        // What is still connected sends a body that nobody will read, or keeps a connection for later.
        server.closeAllConnections();
        // Until here it said that the service shuts down, and what it still waits for.
        admin.close();
        await app.close();
      },
    },
    { name: 'database', run: () => pools.close() },
  ];
}
