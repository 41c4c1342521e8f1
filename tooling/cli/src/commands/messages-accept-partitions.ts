import { acceptPartitions } from '@holdfast/messaging';
import { withServices } from '../messages/with-services.ts';
import type { Terminal } from '../terminal.ts';
import { whoAndWhy } from '../who-and-why.ts';

export interface MessagesAcceptPartitions {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service: string;
  readonly consumer: string;
  readonly topic: string;
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Lets a consumer go on in a topic with other partitions than before, with who says so and why. Resolves to 1 when there is no such. */
export async function messagesAcceptPartitionsCommand(wish: MessagesAcceptPartitions): Promise<number> {
  const { root, terminal, service, consumer, topic, json } = wish;
  const { by, because } = whoAndWhy(wish);
  const answer = await withServices({ root, say: terminal.say, service }, (databases) =>
    databases.ask(service, (database) => acceptPartitions(database, { consumer, topic }, { name: by, because })),
  );
  const isAccepted = answer === 'accepted';
  if (json) terminal.out(JSON.stringify({ service, consumer, topic, isAccepted, by, because }));
  else if (isAccepted) terminal.out(`${consumer} goes on with the partitions that ${topic} has when it starts next.`);
  else terminal.say(`${service} has not noted what ${topic} was like for ${consumer}.`);
  return isAccepted ? 0 : 1;
}
