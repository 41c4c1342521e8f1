/** For tests: a scope, transactions and an engine without a database. */
export { anActor, memoryScope, type Asked, type Published } from './testing/memory-scope.ts';
export { memoryEngine, type MemoryEngineOptions } from './testing/memory-engine.ts';
export { MemoryTransaction } from './testing/memory-transaction.ts';
