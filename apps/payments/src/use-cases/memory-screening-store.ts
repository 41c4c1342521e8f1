import type { Decision } from '../domain/screening.ts';
import { NothingToDecide, type ScreeningStore } from './screening-store.ts';

/** For tests. */
export class MemoryScreeningStore implements ScreeningStore {
  private readonly decisions = new Map<string, Decision | undefined>();

  async open(orderId: string) {
    const isFirst = !this.decisions.has(orderId);
    if (isFirst) this.decisions.set(orderId, undefined);
    return { isFirst, decision: this.decisions.get(orderId) };
  }

  async decide(orderId: string, decision: Decision) {
    const isAsked = this.decisions.has(orderId) && this.decisions.get(orderId) === undefined;
    if (!isAsked) throw new NothingToDecide(orderId);
    this.decisions.set(orderId, decision);
  }
}
