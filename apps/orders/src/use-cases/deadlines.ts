import orders from '../../service.ts';
import type { DeadlinesMs } from '../domain/order.ts';

export const deadlinesMs: DeadlinesMs = orders.deadlinesMs;
