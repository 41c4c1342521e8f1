import type { Timing } from './timing.ts';

export interface OutsideWorldOptions {
  /** An existing folder; holds `outside-world.sqlite`. */
  readonly stateFolder: string;
  /** By name of the system: what its webhooks carry as `authorization: Bearer …`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where others find it, which is a part of who the issuer of tokens is; its own address when left out. */
  readonly publicUrl?: string;
  readonly now?: () => Date;
  /** Decides every chance of the fault switches. */
  readonly seed?: number;
  readonly timing?: Partial<Timing>;
  readonly log?: boolean;
}
