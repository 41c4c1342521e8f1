import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '@holdfast/local-infra';
import type { Anomalies } from '../system/anomalies.ts';
import { root } from '../system/campaign.ts';
import type { RelayKind } from '../system/service-settings.ts';

export interface CampaignResults {
  readonly machine: Machine;
  readonly seed: number;
  readonly minutes: number;
  readonly relays: Readonly<Record<string, RelayKind>>;
  /** Committed ones: the garden's steps and the library's answers to them. */
  readonly messages: number;
  readonly effects: number;
  readonly anomalies: Anomalies;
  readonly faults: Readonly<Record<string, number>>;
  readonly attended: Readonly<Record<string, number>>;
  /** How often a process ended by itself and was started again, and how often the right to send changed hands. */
  readonly endedByItself: number;
  readonly takeovers: number;
  readonly settled: boolean;
}

/** Keeps the results of a campaign where the documents find them. */
export function keep(name: 'messaging' | 'soak', results: unknown): void {
  const folder = join(root, 'proofs', 'messaging', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
}

export function told({ anomalies, messages, effects, attended, faults, settled, seed }: CampaignResults): string[] {
  const found = Object.entries(anomalies).map(([name, count]) => `  ${name.padEnd(10)} ${count}`);
  const committed = Object.entries(faults).map(([kind, count]) => `${count} × ${kind}`);
  return [
    `${messages} messages, ${effects} effects (${attended['droppedUnsent']} messages were dropped by an operator), seed ${seed}`,
    `  ${committed.join(', ') || 'no faults'}`,
    ...found,
    ...(settled ? [] : ['  It did not come to rest in time: what is lost may only be late.']),
  ];
}
