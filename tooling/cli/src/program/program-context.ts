import type { Terminal } from '../terminal.ts';

/** What every command is given. */
export interface ProgramContext {
  readonly root: string;
  readonly terminal: Terminal;
  /** What the system calls one subject; `start` has an option of this name. */
  readonly trialName?: string | undefined;
}
