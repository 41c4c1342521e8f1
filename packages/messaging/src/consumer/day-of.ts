import { timeOfId } from '@holdfast/work';

/**
 * The day of a message for the inbox, in UTC: of its id if that is a UUIDv7, else of its `ce_time`. Both are as old as
 * the message, so that each of its copies has the same day, whenever it arrives.
 */
export function dayOf(messageId: string, time: Date): string {
  return (timeOfId(messageId) ?? time).toISOString().slice(0, 10);
}

/** Whether PostgreSQL knows such a day. Ids and headers may speak of years before the first and after the 9999th. */
export function isDay(day: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(day) && !day.startsWith('0000');
}
