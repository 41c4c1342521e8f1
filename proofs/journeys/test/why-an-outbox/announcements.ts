import { randomUUID } from 'node:crypto';
import type { Broker, IncomingRecord } from '@holdfast/messaging';
import { eventually } from '@holdfast/testkit';

/** What anybody who reads the topic hears of. */
export interface Announcement {
  readonly orderId: string;
  /** Empty for those who announce without one. */
  readonly messageId: string;
}

/** Everything in the topic, up to its end as it is now. */
export async function announcements(broker: Broker): Promise<Announcement[]> {
  const { first, next } = await eventually(() => broker.range(place), { what: 'the topic answers' });
  return first === next ? [] : (await read(broker, { first, next })).map(announcementIn);
}

const place = { topic: 'orders.events', partition: 0 };

async function read(broker: Broker, { first, next }: { first: bigint; next: bigint }): Promise<IncomingRecord[]> {
  const records: IncomingRecord[] = [];
  const end = Promise.withResolvers<void>();
  const membership = broker.join(
    { name: `reader.${randomUUID()}`, topics: [place.topic] },
    {
      assigned: (places) => places.forEach((one) => membership.readFrom(one, first)),
      batch: async (batch) => {
        records.push(...batch.records);
        if (batch.to >= next) end.resolve();
        return 'handled';
      },
      heard: () => {},
      dead: (reason) => end.reject(new Error(reason)),
    },
  );
  await end.promise;
  await membership.leave();
  return records;
}

function announcementIn({ headers, value }: IncomingRecord): Announcement {
  const { orderId } = JSON.parse(Buffer.from(value ?? []).toString()) as { orderId: string };
  return { orderId, messageId: headers['ce_id'] ?? '' };
}
