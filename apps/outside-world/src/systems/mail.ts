import { z } from 'zod';
import { newId, operation, outsideSystem, type Outcome } from './outside-system.ts';
import { Reference } from './request-parts.ts';

const Message = z.strictObject({ reference: Reference, to: z.email(), subject: z.string(), text: z.string() });

export const mail = outsideSystem({
  name: 'mail',
  canDoNothing: true,
  operations: [operation({ path: 'messages', kind: 'message', body: Message, decide: deliver })],
});

function deliver({ to, subject, text }: z.infer<typeof Message>): Outcome {
  const messageId = newId('message');
  return {
    kind: 'message',
    details: { messageId, to, subject, text },
    answer: { status: 201, body: { messageId } },
  };
}
