import type { EventEmitter } from 'node:events';
import { instancesChannel } from '@platformatic/kafka';

/**
 * A connection that is lost in the middle of its login says `error` twice, and its pool listens to the first one only: the
 * second would end the process. Whoever waits for the connection is told by its own answer, so from now on each one has a
 * listener from its making on. The channel is where the client shows it early enough. A repeat is fine.
 */
export function outliveLostConnections(): void {
  instancesChannel.unsubscribe(listen);
  instancesChannel.subscribe(listen);
}

function listen(made: unknown): void {
  const { type, instance } = made as { type: string; instance: EventEmitter };
  if (type === 'connection') instance.on('error', () => {});
}
