import type { GroupName } from './results.ts';

/** What cannot be measured without a broker. */
export const groupsOnKafka: ReadonlySet<GroupName> = new Set(['sending', 'latency', 'reading']);
