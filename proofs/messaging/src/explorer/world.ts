/** What must never happen, each named as in the promise of messaging. */
export type AnomalyKind =
  /** It is nowhere any more; or it never arrives, although everything works again. */
  | 'lost'
  | 'doubled'
  | 'reordered'
  | 'ghost'
  /** A message had its effect although an earlier one of its key is parked. */
  | 'overtaken'
  /** A position became smaller, and nobody had restored anything. */
  | 'moved-back';

/** Something that must never happen and did. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** What it happened to, in the words of the interleaving. */
  readonly what: string;
}

/** Something that may happen next. */
export interface Step {
  /** `R1: select`; of all steps that are possible at one time, no two have the same. */
  readonly name: string;
  take(): void;
}

/**
 * A small world around the production code, in which nothing happens by itself. Two worlds that begin alike and take the
 * same steps are alike: there is no clock and no chance in it.
 */
export interface World {
  /** Everything that may happen now, always in the same sequence. */
  steps(): readonly Step[];
  /**
   * Everything on which it depends what may happen later: what is stored, what is under way, what each actor has heard
   * since it was born, and what is left of the bounds. Two worlds with the same key have the same future.
   */
  key(): string;
  /** What has gone wrong so far. */
  anomalies(): readonly Anomaly[];
  /** Nothing is under way: a good moment to see whether everything would come to its end. */
  isQuiet(): boolean;
  /** Nothing disturbs any more: does everything come to its end? This world is over afterwards. */
  calmsDown(): Promise<readonly Anomaly[]>;
}

/** A world and its bounds. */
export interface Scenario {
  readonly name: string;
  /** Who is in it and how often what may happen, in one line. */
  readonly bounds: string;
  /** Takes minutes. */
  readonly isLong?: boolean;
  begin(): World;
}
