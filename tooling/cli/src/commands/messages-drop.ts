import {
  dropMessage,
  dropUnsentMessage,
  heldMessages,
  NotDead,
  unsentMessages,
  type Operator,
} from '@holdfast/messaging';
import type { ServiceDatabases } from '../effects/service-databases.ts';
import { decidedBy } from '../messages/decided-by.ts';
import { heldNameIn, nameOfHeld, type HeldName } from '../messages/held-name.ts';
import { withServices } from '../messages/with-services.ts';
import type { Terminal } from '../terminal.ts';
import { wholeKey } from '../messages/held-items.ts';

export interface MessagesDrop {
  readonly root: string;
  readonly terminal: Terminal;
  readonly which: 'parked' | 'dead';
  readonly name: string;
  readonly dryRun?: boolean;
  readonly because?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Decides that one message has no effect, with who says so and why. Resolves to 1 when it is not held back any more. */
export async function messagesDropCommand(wish: MessagesDrop): Promise<number> {
  const { root, terminal, which, name, dryRun = false, json } = wish;
  const { by, because } = decidedBy(wish);
  const held = heldNameIn(name);
  const { service } = held;
  const onlyDead = which === 'dead';
  if (onlyDead && held.side === 'outbox') throw new NotDead(name);
  const state = await withServices({ root, say: terminal.say, service }, async (databases) =>
    dryRun ? await look(databases, held, onlyDead) : await drop(databases, held, { name: by, because, onlyDead }),
  );
  const isFine = state !== 'gone';
  if (json) terminal.out(JSON.stringify({ name, state, dryRun, by, because }));
  else (isFine ? terminal.out : terminal.say)(sentence(name, held, state));
  return isFine ? 0 : 1;
}

interface OnlyDead {
  readonly onlyDead: boolean;
}

type State = 'dropped' | 'would-drop' | 'gone';

async function drop(databases: ServiceDatabases, held: HeldName, how: Operator & OnlyDead): Promise<State> {
  const { onlyDead, ...operator } = how;
  const state =
    held.side === 'outbox'
      ? await databases.askAsOwner(held.service, (database) => dropUnsentMessage(database, held.id, operator))
      : await databases.ask(held.service, (database) => dropMessage(database, { ...held.message, onlyDead }, operator));
  return state === 'missing' ? 'gone' : state;
}

async function look(databases: ServiceDatabases, held: HeldName, onlyDead: boolean): Promise<State> {
  const isThere =
    held.side === 'outbox'
      ? await databases.askAsOwner(held.service, async (database) =>
          (await unsentMessages(database, held.id, wholeKey)).some(({ id, isVoid }) => id === held.id && !isVoid),
        )
      : await databases.ask(held.service, async (database) => {
          const all = await heldMessages(database, held.message, { limit: wholeKey });
          const isFound = all.some(({ offset, state }) => offset === held.message.offset && state !== 'dropped');
          if (onlyDead && isFound && all.every(({ state }) => state !== 'dead'))
            throw new NotDead(nameOfHeld(held.message));
          return isFound;
        });
  return isThere === true ? 'would-drop' : 'gone';
}

function sentence(name: string, { side }: HeldName, state: State): string {
  if (state === 'gone') return `${name} is not held back any more, or is dropped already.`;
  if (state === 'would-drop') return `${name} would have no effect, and what follows would go on. Nothing was changed.`;
  return side === 'outbox'
    ? `${name} has no effect: a record without content is sent in its place when its key is released.`
    : `${name} has no effect, and neither has any copy of it; what follows of its key goes on when it is its turn.`;
}
