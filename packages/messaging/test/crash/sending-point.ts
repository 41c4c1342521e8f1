import { definePoint } from '@holdfast/telemetry';
import type { Broker } from '../../src/index.ts';

/** The records are on their way to the broker, which may have them or not; nobody has heard its answer. */
export const relaySending = definePoint<{ readonly service: string }>('relay.sending');

/** A broker with a point in the middle of each send. The code of a relay has none there: it only waits. */
export function withPointInSend(broker: Broker, service: string): Broker {
  let sends = 0;
  return {
    ...broker,
    send(records, limit) {
      // Before the first byte is written, while the broker appends, and about when it answers.
      const afterMs = sends++ % 4;
      setTimeout(() => relaySending.reached({ service }), afterMs);
      return broker.send(records, limit);
    },
  };
}
