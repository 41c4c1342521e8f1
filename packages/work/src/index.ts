/**
 * Use cases, scopes, and the transaction that a scope is. What a use case changes, what it says and the idempotency key
 * that it was asked under commit together or not at all. Knows neither Nest nor Kafka.
 */
export { currentCall, inCall, type Actor, type Call, type Cause } from './call.ts';
export { useCase, type UseCase } from './use-case.ts';
export type { ReadingScope, ReadOf, ReadScope, Scope, Until, UntilOf, WritingScope } from './scope.ts';
export { Work } from './work.ts';
export {
  createEngine,
  TransactionInTransaction,
  type EngineOptions,
  type Opened,
  type Shared,
  type WorkEngine,
} from './engine.ts';
export type { AnyTransaction } from './any-transaction.ts';
export {
  defineEffect,
  type AnyEffect,
  type Conclusion,
  type Effect,
  type EffectPolicy,
  type OutcomeOf,
  type RequestOf,
} from './effect.ts';
export type { Intended, IntentWriter } from './intent-writer.ts';
export type { OutboxWriter, Said } from './outbox-writer.ts';
export { IdempotencyKeyReused, type Once } from './once.ts';
export { writeAudit, type AuditEntry } from './audit.ts';
export { databaseTrouble } from './database-trouble.ts';
export { messageOfError } from './message-of-error.ts';
export { backoffMs, type Backoff } from './backoff.ts';
export { Rest } from './rest.ts';
export { ScopeClosed } from './saying.ts';
export { idsDerivedFrom, IdWithoutTime, newMessageId, timeOfId } from './ids.ts';
