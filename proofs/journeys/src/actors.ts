import type { RunningSystem } from '@holdfast/cli/supervise';

/** Somebody who asks something of the shop. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly string[];
}

/** Places the orders of all journeys: whom `system.ts` names. */
export const rose: Actor = { id: 'rose', roles: ['customer'] };
export const lily: Actor = { id: 'lily', roles: ['customer'] };

/** What shows to a service who is asking. The one place in which a journey gets a token. */
export async function headersOf(shop: Pick<RunningSystem, 'token'>, actor: Actor): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await shop.token(actor)}` };
}
