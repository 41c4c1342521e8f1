/** For tests of use cases: a scope without a database. */
export { anActor, memoryScope, type Published } from './memory-scope.ts';
