import { vi } from 'vitest';
import type { Broker } from '../src/broker/broker.ts';

/** Resolves when every partition of a new topic answers: its leader is chosen some time before it knows of it. */
export async function lead(broker: Broker, topic: string): Promise<void> {
  for (const partition of [0, 1, 2]) await vi.waitFor(() => broker.range({ topic, partition }), 10_000);
}
