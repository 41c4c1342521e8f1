/**
 * PostgreSQL and Kafka for `start` and for tests: real servers, given, in containers, or as processes of this run.
 *
 * A run (`startRun`) is a list of what one process started, on disk, so that nothing outlives it: not after Ctrl-C,
 * and after a SIGKILL only until the next `endDeadRuns`. `openInfrastructure` opens the servers in a run;
 * `provision` makes in them what the declarations require, and nothing else.
 */
export { openInfrastructure, type InfrastructureOptions } from './open-infrastructure.ts';
export type {
  Faults,
  Infrastructure,
  KafkaLogin,
  KafkaServer,
  PostgresServer,
  Provider,
  Servers,
} from './infrastructure.ts';
export { KafkaMissing } from './kafka-missing.ts';
export { StateInUse } from './state-lock.ts';
export { provision, type ServiceAccess } from './provision.ts';
export { NameTooLong, OutsideNamespace } from './refuse-names.ts';
export { accessOf, NotOurs, type DatabaseAccess, type DatabaseServer } from './provision-databases.ts';
export { NoKafkaLogin } from './provision-kafka.ts';
export { operatorAccess, type KafkaAccess } from './operator-access.ts';
export { PartitionsDiffer } from './kafka-topics.ts';
export { raisePartitions } from './raise-partitions.ts';
export { unprovision } from './unprovision.ts';
export { removeData, ServerNotThere, type KeptData, type UsedServers } from './remove-data.ts';
export { endAllRuns, endDeadRuns, startRun } from './runs.ts';
export type { NewChild, Run } from './run.ts';
export { recordsIn, type EndedRun } from './run-records.ts';
export { isRunning, startTimeOf, type ProcessIdentity } from './process-identity.ts';
export { lockForProcess, type ProcessLock } from './process-lock.ts';
export { endProcess } from './end-process.ts';
export { freePort, isFree } from './free-port.ts';
export { cacheFolder, madeOnce } from './cache.ts';
export { postgresSettings } from './postgres-settings.ts';
export { kafkaVersion } from './native/kafka-jars.ts';
export { brokerLogins } from './broker-settings.ts';
export { accessToContainers, addressOfPostgres, writeServerSettings } from './docker/container-servers.ts';
export { thisMachine, type Machine } from './machine.ts';
export { untilInterrupted, type Interruption } from './until-interrupted.ts';
