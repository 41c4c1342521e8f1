import type { Message } from './arrival.ts';

/** Whether a message's deadline has passed by the database's clock: its sender has given up waiting for it. */
export function isTooLate({ event }: Pick<Message, 'event'>, now: Date): boolean {
  return event.deadline !== undefined && event.deadline <= now;
}
