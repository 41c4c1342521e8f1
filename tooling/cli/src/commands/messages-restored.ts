import { acceptRestored } from '@holdfast/messaging';
import { withServices } from '../messages/with-services.ts';
import type { Terminal } from '../terminal.ts';
import { whoAndWhy } from '../who-and-why.ts';

export interface MessagesRestored {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service: string;
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Lets the relay of a service go on in a database that was restored or promoted. Resolves to 1 when it has none. */
export async function messagesRestoredCommand(wish: MessagesRestored): Promise<number> {
  const { root, terminal, service, json } = wish;
  const { by, because } = whoAndWhy(wish);
  const answer = await withServices({ root, say: terminal.say, service }, (databases) =>
    databases.askAsOwner(service, (database) => acceptRestored(database, { service, operator: { name: by, because } })),
  );
  const isAccepted = answer !== 'missing';
  if (json) terminal.out(JSON.stringify({ service, isAccepted, by, because }));
  else if (isAccepted)
    terminal.out(
      `The relay of ${service} goes on in this database. What waits in it is sent, also what was sent before under the same ids.`,
    );
  else terminal.say(`${service} has no database here: it was never started on these data.`);
  return isAccepted ? 0 : 1;
}
