/** A step of the trial as a person and `--json` see it. */
export interface ReportedStep {
  /** Its number, from 1. */
  readonly step: number;
  readonly name: string;
  readonly service: string;
  readonly at: string;
  /** After the first step. */
  readonly afterMs: number;
}
