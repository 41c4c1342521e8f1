/** Everything that effects promise, in memory, and the suite that memory and PostgreSQL pass alike. For tests only. */
export { MemoryEffectStore, type MemoryContradiction, type MemoryDecision } from './testing/memory-effect-store.ts';
export {
  effectStoreBehaviour,
  type OpenEffectStore,
  type ServiceTransaction,
} from './testing/effect-store.behaviour.ts';
export { anAttempt } from './testing/an-attempt.ts';
export { fakeOutside, type Asked, type FakeAnswer, type FakeOutside } from './testing/fake-outside.ts';
