import { heldMessages, unsentMessages } from '@holdfast/messaging';
import { oneLine } from '../effects/one-line.ts';
import { heldItems, type HeldItem } from '../messages/held-items.ts';
import { heldLines } from '../messages/held-lines.ts';
import { heldNameIn, nameOfHeld, nameOfUnsent, type HeldName } from '../messages/held-name.ts';
import { withServices } from '../messages/with-services.ts';
import type { ServiceDatabases } from '../effects/service-databases.ts';
import type { Terminal } from '../terminal.ts';
import { wholeKey } from '../messages/held-items.ts';

export interface MessagesHeldList {
  readonly root: string;
  readonly terminal: Terminal;
  readonly which: 'parked' | 'dead';
  readonly service?: string;
  readonly json?: boolean;
}

/** Lists the keys that are held back. Resolves to 0, also when there are none. */
export async function messagesHeldListCommand(wish: MessagesHeldList): Promise<number> {
  const { root, terminal, which, service, json } = wish;
  const { all, missing } = await withServices({ root, say: terminal.say, service }, (databases, services) =>
    heldItems(databases, which, services),
  );
  if (json) terminal.out(JSON.stringify({ [which]: all.map(factsOf), missing }));
  else for (const line of listLines(all, { which, missing })) terminal.out(line);
  return 0;
}

function listLines(
  all: readonly HeldItem[],
  { which, missing }: { which: 'parked' | 'dead'; missing: readonly string[] },
) {
  const nothing = which === 'dead' ? 'No message is dead.' : 'No key is parked: every message goes its way.';
  return [
    ...(all.length === 0 ? [nothing] : heldLines(all, which)),
    ...(missing.length === 0 ? [] : [`Not asked, since they were never started on these data: ${missing.join(', ')}.`]),
  ];
}

function factsOf({ decided, nextAt, ...item }: HeldItem) {
  return { ...item, nextAt: nextAt ?? null, decided: decided ?? null };
}

export interface MessagesHeldShow {
  readonly root: string;
  readonly terminal: Terminal;
  readonly name: string;
  readonly json?: boolean;
}

/** Shows all messages of a key that is held back, with their data. Resolves to 1 when it is not. */
export async function messagesHeldShowCommand({ root, terminal, name, json }: MessagesHeldShow): Promise<number> {
  const held = heldNameIn(name);
  const { service } = held;
  const shown = await withServices({ root, say: terminal.say, service }, (databases) => messagesOf(databases, held));
  if (json) terminal.out(JSON.stringify({ messages: shown }));
  else if (shown.length === 0) terminal.say(`${name} is not held back any more.`);
  else for (const line of shown.flatMap(linesOf)) terminal.out(line);
  return shown.length === 0 ? 1 : 0;
}

interface ShownMessage {
  readonly name: string;
  readonly key: string;
  readonly messageId: string;
  readonly state: string;
  readonly attempts: number;
  readonly why: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: string;
}

async function messagesOf(databases: ServiceDatabases, held: HeldName): Promise<ShownMessage[]> {
  if (held.side === 'outbox') {
    const rows = await databases.askAsOwner(held.service, (database) => unsentMessages(database, held.id, wholeKey));
    return (rows === 'missing' ? [] : rows).map(({ id, isVoid, value, key, messageId, headers }) => {
      const state = isVoid ? 'dropped' : 'waiting';
      return {
        name: nameOfUnsent(held.service, id),
        key,
        messageId,
        headers,
        state,
        attempts: 0,
        why: null,
        data: textOf(value),
      };
    });
  }
  const rows = await databases.ask(held.service, (database) =>
    heldMessages(database, held.message, { limit: wholeKey }),
  );
  return (rows === 'missing' ? [] : rows).map(
    ({ key, messageId, headers, state, attempts, error, value, ...place }) => ({
      name: nameOfHeld(place),
      key,
      messageId,
      headers,
      state,
      attempts,
      why: error,
      data: textOf(value),
    }),
  );
}

function linesOf({ name, key, state, attempts, why, headers, data }: ShownMessage): string[] {
  return [
    `${name}  ${oneLine(key)}  ${state}${attempts > 0 ? `, tried ${attempts} times` : ''}`,
    ...(why === null ? [] : [`  ${oneLine(why)}`]),
    `  ${oneLine(JSON.stringify(headers))}`,
    `  ${oneLine(data)}`,
  ];
}

function textOf(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
