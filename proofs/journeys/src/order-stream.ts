import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NotAccepted, type RunningSystem } from '@holdfast/cli/supervise';

/** A stream of orders, placed while something else goes wrong. */
export interface OrderStream {
  /** Order ids that were answered with 2xx so far. */
  readonly accepted: readonly string[];
  /** Stops placing, and resolves with every accepted order id when the last request has its answer. */
  end(): Promise<readonly string[]>;
}

export interface OrderStreamOptions {
  readonly perSecond: number;
  /** Processes of the service that are asked in turn. */
  readonly instances?: number;
  /** At most so many orders, so that a test that hangs does not load the machine for ever. */
  readonly most?: number;
  /** Which example the next order is; the ordinary one when left out. */
  readonly example?: () => string;
  /** What a customer does once the order is accepted; the stream ends after it. */
  readonly afterwards?: (orderId: string) => Promise<void>;
}

/**
 * Places orders at a steady rate. A customer who gets no answer, or a 5xx, asks again with the same key, as a client
 * should: the second request is the same order, also when the first one was committed and only its answer was lost.
 */
export function streamOrders(system: RunningSystem, options: OrderStreamOptions): OrderStream {
  const { perSecond, instances = 1, most = 2_000, example = () => 'ordinary', afterwards } = options;
  const accepted: string[] = [];
  const open: Promise<void>[] = [];
  const ending = new AbortController();
  const placing = (async () => {
    for (let number = 0; number < most && !ending.signal.aborted; number += 1) {
      const instance = 1 + (number % instances);
      const order = placeUntilAccepted(system, { instance, example: example() });
      const follow = async (subject: string) => {
        accepted.push(subject);
        await afterwards?.(subject);
      };
      open.push(order.then(follow));
      await pause(1_000 / perSecond, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    accepted,
    end: async () => {
      ending.abort();
      await placing;
      await Promise.all(open);
      return accepted;
    },
  };
}

async function placeUntilAccepted(
  system: RunningSystem,
  order: { instance: number; example: string },
): Promise<string> {
  const idempotencyKey = randomUUID();
  const giveUpAt = performance.now() + 90_000;
  for (;;) {
    try {
      return (await system.place({ ...order, idempotencyKey, timeoutMs: 5_000 })).subject;
    } catch (error) {
      if (error instanceof NotAccepted && error.status < 500) throw error;
      if (performance.now() > giveUpAt) throw error;
    }
    await pause(100);
  }
}
