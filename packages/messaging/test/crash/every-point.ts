import { points } from '@holdfast/telemetry';
import { relaySending } from './sending-point.ts';
import { services, type ServiceName } from './two-services.ts';

/** A point of the code, and those of the services that come to it. */
export interface Reached {
  readonly point: string;
  readonly victims: readonly ServiceName[];
}

// Those that one of the two services alone reaches, so that the other is not waited for.
const onlyIn: Readonly<Record<string, ServiceName>> = {
  'relay.parked': 'garden',
  'relay.released': 'garden',
  'consumer.parking': 'library',
  'consumer.redriven': 'library',
  'consumer.buried': 'library',
  'consumer.replayed': 'library',
};

/** Every point of work, relay and consumer, as the code lists them: a new one is here without anybody adding it. */
export const everyPoint: readonly Reached[] = [...new Set([...points(), relaySending.name])]
  .filter((point) => /^(work|relay|consumer)\./.test(point))
  .map((point) => ({ point, victims: onlyIn[point] ? [onlyIn[point]] : services }));

/** How often a process may be sure to come there: rare things happen once or twice in a test. */
export function reachesOf({ point, victims }: Reached): number {
  return victims.length === 1 || point === 'consumer.acknowledged' ? 1 : 3;
}
