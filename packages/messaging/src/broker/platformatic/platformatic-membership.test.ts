import { expect, test, vi } from 'vitest';
import { namesIn } from '../kafka-names.ts';
import { PlatformaticMembership } from './platformatic-membership.ts';

test('nobody joins who does not know how many partitions there are: what comes later would not be noticed', async () => {
  const partitions = vi.fn(async (): Promise<number> => {
    throw new Error('the number is not known');
  });
  const member = new PlatformaticMembership({
    options: { brokers: ['127.0.0.1:1'], clientId: 'test' },
    names: namesIn(undefined),
    group: { name: 'garden.diary', topics: ['garden.events'] },
    reader: { assigned: vi.fn(), batch: async () => 'handled', heard: vi.fn(), dead: vi.fn() },
    ask: async () => 'here',
    partitions,
  });
  await vi.waitFor(() => expect(partitions.mock.calls.length).toBeGreaterThan(1), 5_000);
  expect([member.isMember, member.trouble]).toEqual([false, 'the number is not known']);
  await member.leave();
});
