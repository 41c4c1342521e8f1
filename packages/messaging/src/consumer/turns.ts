import type { Message } from './arrival.ts';

/** One call of a handler: a message, or several that it takes together. */
export type Turn = { readonly one: Message } | { readonly several: readonly [Message, ...Message[]] };

/** Cuts messages into the calls of their handlers; those that stand side by side and are taken together form one. */
export function turnsOf(messages: readonly Message[]): Turn[] {
  const turns: Turn[] = [];
  let open: [Message, ...Message[]] | undefined;
  for (const message of messages) {
    if (!message.handler.isForBatches) {
      turns.push({ one: message });
      open = undefined;
    } else if (open?.[0].handler === message.handler) {
      open.push(message);
    } else {
      open = [message];
      turns.push({ several: open });
    }
  }
  return turns;
}
