import type { ServiceStart } from './fleet-options.ts';

/** How a system is started. Everything may be left out. */
export interface StartOptions {
  /** The checkout; this one when left out. */
  readonly root?: string;
  /** Where PostgreSQL and Kafka come from. */
  readonly infra?: 'auto' | 'given' | 'docker' | 'native';
  /** 'kept' goes on with the data of the last start; 'fresh' begins with none and leaves none. */
  readonly state?: 'kept' | 'fresh';
  /** Processes of each service; a simulator is always one. */
  readonly instances?: number;
  /** Services and simulators that somebody else runs; databases and topics are made all the same. */
  readonly except?: readonly string[];
  /** Services that are started, and no other ones; simulators always are. All of them when left out. */
  readonly only?: readonly string[];
  /** Restarts what runs a source file when it is saved. What does not come up then waits for the next save, and keeps nobody else. */
  readonly watch?: boolean;
  /** Services and simulators that a debugger may enter; the address is said when they start. */
  readonly inspect?: readonly string[];
  /** Builds what changed, and runs each app from a folder that holds it and what it needs in production, and nothing else. */
  readonly built?: boolean;
  /** 'declared' moves a taken port and says so; 'free' takes any: never a fixed port in tests. */
  readonly ports?: 'declared' | 'free';
  /** More variables for one start of one service, for example the points at which a test wants it killed. */
  readonly env?: (start: ServiceStart) => Readonly<Record<string, string>>;
  /** More arguments of `node` for one start of one service, for example a module to load first. */
  readonly nodeArgs?: (start: ServiceStart) => readonly string[];
  /** How long a crashed service waits, after so many crashes in a row; doubling from 0.25 to 10 seconds when left out. */
  readonly restartInMs?: (crashes: number) => number;
  /** How long the processes may take to become ready; three minutes when left out, for a small machine that starts many. */
  readonly readyWithinMs?: number;
  /** One line for a person: a port that moved, a crash, a return. */
  readonly say?: (line: string) => void;
  /** Aborting stops the start, and what it has started so far. */
  readonly signal?: AbortSignal;
}
