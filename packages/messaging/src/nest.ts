/** Consumers as Nest providers: a decorator for their methods, and the way to find what it marked. */
export { handlersOf, On, OnBatch, type OnOptions } from './nest/on.ts';
