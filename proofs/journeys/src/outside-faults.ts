import type { RunningSystem } from '@holdfast/cli/supervise';
import type { OutsideLedgers } from './evidence/outside-ledgers.ts';

/** What an outside system does wrong from now on; see the README of outside-world. Chances are from 0 to 1. */
export interface Faults {
  readonly refuse?: number;
  readonly delayMs?: number | readonly [number, number];
  readonly withholdAnswer?: number;
  readonly forgetKeys?: true;
  readonly webhook?: {
    readonly delayMs?: number | readonly [number, number];
    readonly twice?: true;
    readonly outOfOrder?: true;
    readonly off?: true;
  };
  /** For so many calls; until {@link mend} when left out. */
  readonly times?: number;
}

/** Replaces all faults of one outside system. */
export async function breakOutside(shop: RunningSystem, system: keyof OutsideLedgers, faults: Faults): Promise<void> {
  await setFaults(shop, system, { method: 'PUT', body: JSON.stringify(faults) });
}

/** The outside system does everything right again. */
export async function mendOutside(shop: RunningSystem, system: keyof OutsideLedgers): Promise<void> {
  await setFaults(shop, system, { method: 'DELETE' });
}

async function setFaults(shop: RunningSystem, system: string, request: RequestInit): Promise<void> {
  const headers = request.body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${shop.url('outside-world')}/faults/${system}`, { ...request, headers });
  if (!response.ok) throw new Error(`the faults of ${system} answer ${response.status}: ${await response.text()}`);
}
