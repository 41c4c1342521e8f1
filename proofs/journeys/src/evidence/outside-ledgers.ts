import type { RunningSystem } from '@holdfast/cli/supervise';

/** What the four systems outside have really done, each by its own ledger. A thing that was done twice is two entries. */
export interface OutsideLedgers {
  readonly risk: readonly OutsideEntry[];
  readonly 'card-provider': readonly OutsideEntry[];
  readonly mail: readonly OutsideEntry[];
  readonly carrier: readonly OutsideEntry[];
}

export interface OutsideEntry {
  readonly kind: 'assessment' | 'capture' | 'decline' | 'refund' | 'message' | 'shipment';
  /** What it was done for: an order id, for mail with the notice behind a slash. */
  readonly reference: string;
  readonly amount?: Amount;
  readonly lines?: readonly Line[];
}

export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

export interface Line {
  readonly article: string;
  readonly quantity: number;
}

export async function readOutsideLedgers(shop: RunningSystem): Promise<OutsideLedgers> {
  return await askOutside<OutsideLedgers>(shop, '/ledger');
}

/** How often each fault of an outside system has been felt since it was started. */
export async function faultsFelt(shop: RunningSystem, system: keyof OutsideLedgers): Promise<Record<string, number>> {
  const faults = await askOutside<Record<string, { felt: Record<string, number> }>>(shop, '/faults');
  return faults[system]?.felt ?? {};
}

/** Webhooks that an outside system has still to deliver. */
export async function waitingWebhooks(shop: RunningSystem): Promise<number> {
  const { webhooks } = await askOutside<{ webhooks: { state: string }[] }>(shop, '/webhooks');
  return webhooks.filter(({ state }) => state === 'waiting').length;
}

async function askOutside<Answer>(shop: RunningSystem, path: string): Promise<Answer> {
  const response = await fetch(`${shop.url('outside-world')}${path}`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${path} of the outside world answers ${response.status}`);
  return (await response.json()) as Answer;
}

/** The entries of one kind in one ledger, for one order or for all. */
export function entriesOf(
  ledgers: OutsideLedgers,
  kind: OutsideEntry['kind'],
  orderId?: string,
): readonly OutsideEntry[] {
  const entries = ledgers[ledgerOf[kind]].filter((entry) => entry.kind === kind);
  return orderId === undefined ? entries : entries.filter(({ reference }) => orderIn(reference) === orderId);
}

/** The order that a reference is about. */
export function orderIn(reference: string): string {
  return reference.split('/', 1)[0]!;
}

const ledgerOf = {
  assessment: 'risk',
  capture: 'card-provider',
  decline: 'card-provider',
  refund: 'card-provider',
  message: 'mail',
  shipment: 'carrier',
} as const satisfies Record<OutsideEntry['kind'], keyof OutsideLedgers>;
