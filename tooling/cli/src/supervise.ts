/**
 * Starts a whole system and keeps it up: for `start`, and for proofs that kill parts of it. What is started here ends with
 * the process that started it, also after Ctrl-C, and after a SIGKILL with the next command.
 */
export { startSystem } from './supervisor/start-system.ts';
export type { StartOptions } from './supervisor/start-options.ts';
export type { PlaceTrialOptions, RunningProcess, RunningSystem, UntilOptions } from './supervisor/running-system.ts';
export type { ServiceStart } from './supervisor/fleet-options.ts';
export { UnknownService } from './supervisor/unknown-service.ts';
export { NotReady } from './supervisor/wait-until-ready.ts';
export { TokenNotGiven } from './tokens/request-token.ts';
export { NotAccepted, type Placed } from './trial/place.ts';
export { trialSender, type TrialSender } from './trial/trial-sender.ts';
export { Stalled, type Progress, type SeenStep } from './trial/follow.ts';
