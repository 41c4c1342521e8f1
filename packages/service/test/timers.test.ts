import { eventually } from '@holdfast/testkit';
import { describe, expect, test } from 'vitest';
import { createService, Every } from '../src/index.ts';
import { shutDown } from '../src/runtime/shut-down.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

let turns = 0;
let hold: Promise<void> | undefined;

class Feeding {
  @Every({ ms: 1 })
  async feed() {
    turns += 1;
    await hold;
  }
}

const start = async () => {
  const service = await createService(pondWith({ providers: [Feeding] }), nothingAnswers, {
    logger: keepingLogger().logger,
  });
  turns = 0;
  return service;
};

describe('a timer of a service', () => {
  test('begins with its messages and not before, and ends with it', async () => {
    const service = await start();
    expect(turns).toBe(0);
    service.runtime.start(service.edges, { onDead: () => {}, onRefused: () => {} });
    await eventually(() => turns > 2, { what: 'three turns' });
    expect(await shutDown(service, 5_000)).toEqual([]);
  });

  test('is named when it keeps the service from ending', async () => {
    const held = Promise.withResolvers<void>();
    hold = held.promise;
    const service = await start();
    service.runtime.start(service.edges, { onDead: () => {}, onRefused: () => {} });
    await eventually(() => turns === 1, { what: 'a turn' });
    expect(await shutDown(service, 50)).toEqual([
      'timers: Feeding.feed',
      'effects',
      'outbox',
      'broker',
      'http',
      'database',
    ]);
    held.resolve();
  });
});
