import type { Run } from '@holdfast/local-infra';
import type { Ports } from './environment-of.ts';

/** Which start of which process this is. */
export interface ServiceStart {
  /** The folder of the app: a service, or a simulator. */
  readonly service: string;
  /** From 1. */
  readonly instance: number;
  /** From 1; more after each crash. */
  readonly start: number;
}

/** An app of which the fleet runs processes. */
export interface FleetApp {
  readonly name: string;
  /** The port that the first process prefers. */
  readonly port: number;
  readonly instances: number;
  /** It simulates systems outside: there before the services and after them, and never at another port than at first. */
  readonly isOutside: boolean;
}

/** Which processes a fleet has, and what each of them is given. */
export interface FleetOptions {
  readonly root: string;
  readonly apps: readonly FleetApp[];
  /** 'declared' moves a taken port and says so; 'free' takes any, for tests. */
  readonly ports: 'declared' | 'free';
  /** Ports of the whole system, also of apps that are not started: a process that moves takes none of them. Those of `apps` when left out. */
  readonly declaredPorts?: readonly number[];
  /** What a process of this app reads when it listens there. */
  readonly environment: (app: string, ports: Ports) => Readonly<Record<string, string>>;
  /** The folders of deployed apps, where these are run instead of the sources. */
  readonly deployed?: ReadonlyMap<string, string> | undefined;
  readonly logs: string;
  readonly run: Pick<Run, 'add' | 'remove'>;
  readonly env: (start: ServiceStart) => Readonly<Record<string, string>>;
  readonly nodeArgs: (start: ServiceStart) => readonly string[];
  /** Apps whose processes a debugger may enter. */
  readonly inspect?: readonly string[];
  /** Somebody changes the sources meanwhile: an app that does not come up keeps nobody else from it, and waits for `restart`. */
  readonly isBeingChanged?: boolean;
  readonly say: (line: string) => void;
  /** A process came or went. */
  readonly onChange: () => void;
  readonly waitMs?: (crashes: number) => number;
}
