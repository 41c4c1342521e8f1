import orders from '../../service.ts';
import type { AwaitedStep } from '../domain/checkout-fact.ts';
import type { DeadlinesMs } from '../domain/order.ts';

export const deadlinesMs: DeadlinesMs = orders.deadlinesMs;

export function overdueFrom(step: AwaitedStep, since: Date): Date {
  return new Date(since.getTime() + deadlinesMs[step]);
}
