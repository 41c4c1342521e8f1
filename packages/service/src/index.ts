/**
 * Starts a service: its configuration, its HTTP side, its transactions and messages, its health, its shutdown. An app's
 * `main.ts` is one line, and its module imports `HoldfastModule.forService` once.
 */
export { ServiceConfig } from './config/service-config.ts';
export { IncompleteEnvironment, readConfig } from './config/read-config.ts';
export { secret } from './config/secret.ts';
export { variablesOf, type Variable } from './config/variables-of.ts';
export { outsideConfig, type OutsideConfig } from './config/outside-config.ts';
export { jsonFile, type JsonFile } from './config/json-file.ts';
export { HoldfastModule } from './holdfast.module.ts';
export type { ServiceOptions } from './service-options.ts';
export { Answers } from './http/answers.ts';
export { Public, Roles } from './access/declared-access.ts';
export { AdminSurface } from './access/surface.ts';
export type { RouteFacts } from './access/route-book.ts';
export { IdempotencyKey } from './http/idempotency-key.ts';
export type { Problem, ProblemAt, ProblemStatuses } from './http/problem.ts';
export { Every, type EveryOptions } from './timers/every.ts';
export { CONFIG, LOGGER } from './tokens.ts';
export { startService } from './start-service.ts';
export { createService, type Service } from './create-service.ts';
export { RefusedToStart } from './traps/refused-to-start.ts';
