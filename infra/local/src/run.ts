import type { ComposeProject } from './docker/docker-engine.ts';

/**
 * One process that starts others, and the list of them on disk. Whatever is added ends with the run: by `end`, when
 * the process exits or is interrupted, and after a SIGKILL of the process by the next `endDeadRuns`.
 */
export interface Run {
  readonly id: string;
  /** A folder of this run alone, there until the run ends. State that nobody wants to keep belongs here. */
  readonly folder: string;
  /** Whether it is being ended, so that an ending child is no surprise. */
  readonly isEnding: boolean;
  /**
   * Call it in the same tick as the spawn: between the two, a SIGKILL of this process leaves the child behind. Spawn
   * with `detached: true`, so that a terminal's Ctrl-C reaches only this process, which ends its children in order.
   */
  add(child: NewChild): void;
  /** The child has ended, or somebody else looks after it from now on. */
  remove(pid: number): void;
  /** Containers outlive every process, so their project is recorded and taken down like a child. */
  addProject(project: ComposeProject): void;
  removeProject(name: string): void;
  /** Ends what is still there, first the clients, then the servers; then forgets the run and deletes its folder. A repeat is fine. */
  end(): Promise<void>;
}

export interface NewChild {
  readonly name: string;
  readonly pid: number;
  /** What asks it to end; SIGTERM unless told otherwise. After ten seconds it is killed. */
  readonly stopSignal?: NodeJS.Signals;
  /** A server ends after everything that uses it. */
  readonly kind?: 'client' | 'server';
}
