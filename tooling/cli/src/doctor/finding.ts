/** One thing that was looked at on this machine. */
export interface Finding {
  readonly name: string;
  /** 'missing' keeps something required from running; 'hint' does not. */
  readonly state: 'ok' | 'missing' | 'hint';
  readonly found: string;
  /** The command that mends it, or what to do where there is no such command. */
  readonly mend?: string;
}
