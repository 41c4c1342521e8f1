/** Everything that effects promise, in memory, and the suite that memory and PostgreSQL pass alike. For tests only. */
export { memoryEngine, type MemoryEngineOptions } from './testing/memory-engine.ts';
export { MemoryEffectStore, type MemoryContradiction, type MemoryDecision } from './testing/memory-effect-store.ts';
export { MemoryTransaction } from './testing/memory-transaction.ts';
export {
  effectStoreBehaviour,
  type OpenEffectStore,
  type ServiceTransaction,
} from './testing/effect-store.behaviour.ts';
export { anAttempt } from './testing/an-attempt.ts';
export { fakeOutside, type Asked, type FakeAnswer, type FakeOutside } from './testing/fake-outside.ts';
