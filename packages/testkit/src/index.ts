/**
 * What tests need and production does not: databases and topics of their own, clocks and ids that can be foreseen, probes
 * in the place of sleeps, and the means to kill a process at a named point and to know that it was felt.
 */
export { testDatabase, openTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';
export { testTopics, type TestRights, type TestTopics, type TestTopicsOptions } from './test-topics.ts';
export { testNamespace } from './test-namespaces.ts';
export { testServices } from './test-services.ts';
export { ownServers, type OwnServers } from './own-servers.ts';
export { durableServers, testInfra, type DurableServers, type TestInfra } from './test-infra.ts';
export { eventually, NotInTime, type EventuallyOptions } from './eventually.ts';
export { undecided, undecidedMark } from './undecided.ts';
export { fixedClock, type FixedClock } from './fixed-clock.ts';
export { sequentialIds } from './sequential-ids.ts';
export { seeded, type Seeded } from './seeded.ts';
export { as, type TestActor } from './acting-as.ts';
export { recordPoints, type ReachedPoint, type RecordedPoints } from './recorded-points.ts';
export { recordSpans, type RecordedSpan, type RecordedSpans } from './recorded-spans.ts';
export { killAt, killPointsPreload, type KillAt } from './kill-at.ts';
export { killsFelt, killsOf, KillNotFelt, type Kill } from './kills-felt.ts';
export type { Probe } from './probes/probe.ts';
export { expectHolds, NotHeld, type HoldsOptions } from './probes/expect-holds.ts';
export { doubled } from './probes/doubled.ts';
export { lost } from './probes/lost.ts';
export { ghosts } from './probes/ghosts.ts';
export { onceEach } from './probes/once-each.ts';
export { inOrder } from './probes/in-order.ts';
export { eachAfter, type Befores } from './probes/each-after.ts';
export { balanced, type Balance } from './probes/balanced.ts';
export { tableRights, type TableRights } from './table-rights.ts';
