import type { Event } from '@holdfast/contract-kit';
import type { ServiceDeclaration } from './define-service.ts';

/**
 * Declares a system; the default export of `system.ts`. A team that does not exist, a step of an unknown service, a step
 * that another service's event would end, a trial at an unknown service and an issuer that nothing simulates do not compile.
 */
export function defineSystem<
  const Teams extends Record<string, { page: string }>,
  const S extends readonly ServiceDeclaration[],
  const O extends Outside = {},
>(system: {
  name: string;
  teams: Teams;
  services: S & {
    readonly [I in keyof S]: S[I]['team'] extends keyof Teams
      ? S[I]
      : { readonly name: string; readonly team: keyof Teams & string };
  };
  outside?: O & { readonly [N in keyof O]: { readonly team: keyof Teams & string; readonly simulator?: Simulator } };
  issuer?: SimulatedIn<O>;
  steps: readonly StepOf<S[number]['name']>[];
  trial?: Trial & { service: S[number]['name'] };
}): System<Teams, S> {
  return system;
}

/** A system as everything else reads it. */
export interface System<
  Teams extends Record<string, { page: string }> = Record<string, { page: string }>,
  S extends readonly ServiceDeclaration[] = readonly ServiceDeclaration[],
> {
  readonly name: string;
  /** Who owns what, and whom to page. */
  readonly teams: Teams;
  readonly services: S;
  /** Systems that are not ours, and who answers for the calls to them. A name is part of URLs and of names of variables. */
  readonly outside?: Outside;
  /** Who says to the services who is asking, by a token: one of `outside` that is simulated. */
  readonly issuer?: string;
  /** What happens to one subject, in order. */
  readonly steps: readonly Step[];
  /** What `start` sends to show that everything works. */
  readonly trial?: Trial;
}

/** One step: who does it, and the event that says that it is done. */
export interface Step {
  readonly name: string;
  readonly service: string;
  readonly done: Event;
}

/**
 * What stands in for a system outside on a machine of ours: an app in `apps/` without `service.ts`. Several systems may name
 * the same app; it is one process, with one port.
 */
export interface Simulator {
  readonly app: string;
  readonly port: number;
}

/** Systems that are not ours, by name. */
type Outside = Record<string, { readonly team: string; readonly simulator?: Simulator }>;

/** One request that sets the steps going. */
export interface Trial {
  /** What one subject is called when a person reads about it. */
  readonly name: string;
  readonly service: string;
  readonly path: `/${string}`;
  /** A folder of JSON bodies, from the root; `ordinary.json` is the one that is sent unless another is named. */
  readonly examples: string;
  /** Who sends it, and follows it; nobody in particular when left out. Needs an `issuer`. */
  readonly as?: TrialActor;
}

/** Whom the issuer says that the sender of the trial is. */
export interface TrialActor {
  readonly id: string;
  readonly roles: readonly string[];
}

type StepOf<N extends string> = N extends string ? { name: string; service: N; done: Event<`${N}.${string}`> } : never;

type SimulatedIn<O extends Outside> = {
  [N in keyof O]: O[N] extends { readonly simulator: Simulator } ? N : never;
}[keyof O] &
  string;
