import type { Infrastructure, ServiceAccess } from '@holdfast/local-infra';
import type { System, TrialActor } from '@holdfast/system-model';
import type { Progress, SeenStep } from '../trial/follow.ts';
import type { Placed } from '../trial/place.ts';
import type { Member } from './fleet-member.ts';

/**
 * A system that is up: every process ready, every crash mended, until `stop`. Where a service is named, a simulator of what is
 * outside may be named as well.
 */
export interface RunningSystem {
  readonly system: System;
  readonly infrastructure: Infrastructure;
  /** What the names on the servers begin with. */
  readonly namespace: string;
  /** Databases and logins, by service. */
  readonly access: Readonly<Record<string, ServiceAccess>>;
  /** The data's folder; logs are in `logs` below it. */
  readonly state: string;
  /** For each service or simulator that was left out, the file with the environment it would have had. */
  readonly environmentFiles: Readonly<Record<string, string>>;
  /** How long the parts of the start took, in their order. */
  readonly phasesMs: Readonly<Record<string, number>>;
  /** Where a service or a simulator answers now; a service's port changes if somebody took it while the service was away. */
  url(service: string, instance?: number): string;
  /** Where a service tells its operators how it is; nothing else reaches it there. */
  adminUrl(service: string, instance?: number): string;
  /** A token, given by the system's issuer, that says that its bearer is this one. Throws NoIssuer or TokenNotGiven. */
  token(actor: TrialActor): Promise<string>;
  /** Every process that belongs to the system now, servers included. One that is between a crash and its return is not there. */
  processes(): readonly RunningProcess[];
  /** All processes of services and simulators, also one that is between a crash and its return. */
  members(): readonly Member[];
  /** One service process with its log, its starts and its crashes. Throws NoSuchMember. */
  member(service: string, instance?: number): Member;
  /** Sends a signal to a service process; it comes back by itself. False when it was not there. */
  kill(service: string, instance?: number, signal?: NodeJS.Signals): boolean;
  /** Resolves when every service would accept requests. */
  untilReady(options?: { withinMs?: number }): Promise<void>;
  /** Sends the trial of the system, or another body, once. Throws NotAccepted, and what `fetch` throws without an answer. */
  place(options?: PlaceTrialOptions): Promise<Placed>;
  /** Follows what was placed to its last step. Throws Stalled. */
  until(placed: Placed, options?: UntilOptions): Promise<Progress>;
  /** Stops the services, then the simulators, then the servers; what was fresh is removed. A repeat is fine. */
  stop(): Promise<void>;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly rssMb: number | undefined;
}

export interface PlaceTrialOptions {
  /** The name of an example, or a file; `ordinary` when left out. */
  readonly example?: string;
  /** Sent instead of an example. */
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly traceparent?: string;
  readonly timeoutMs?: number;
  /** Which process of the service is asked; the first when left out. */
  readonly instance?: number;
  /** Who sends it; whom `system.ts` names when left out. */
  readonly as?: TrialActor;
}

export interface UntilOptions {
  readonly stallMs?: number;
  readonly onStep?: (step: SeenStep, progress: Progress) => void;
  readonly signal?: AbortSignal;
}
