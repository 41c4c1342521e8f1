import { cancelReplay } from '@holdfast/messaging';
import { withServices } from '../messages/with-services.ts';
import type { Terminal } from '../terminal.ts';
import { whoAndWhy } from '../who-and-why.ts';

export interface MessagesCancelReplay {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service: string;
  readonly id: string;
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Ends a replay that goes on, with who says so and why. Resolves to 1 when there is none of this id that does. */
export async function messagesCancelReplayCommand(wish: MessagesCancelReplay): Promise<number> {
  const { root, terminal, service, id, json } = wish;
  const { by, because } = whoAndWhy(wish);
  const end = (): Promise<'cancelled' | 'over' | 'missing'> =>
    withServices({ root, say: terminal.say, service }, (databases) =>
      databases.ask(service, (database) => cancelReplay(database, id, { name: by, because })),
    );
  const isCancelled = isId.test(id) && (await end()) === 'cancelled';
  if (json) terminal.out(JSON.stringify({ service, id, isCancelled, by, because }));
  else if (isCancelled) terminal.out(`The replay ${id} has ended. What it has done so far stays done.`);
  else terminal.say(`${service} has no replay ${id} that goes on. ./holdfast messages status shows those that do.`);
  return isCancelled ? 0 : 1;
}

const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
