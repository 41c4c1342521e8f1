import { retireConsumer, StillParked } from '@holdfast/messaging';
import { withServices } from '../messages/with-services.ts';
import type { Terminal } from '../terminal.ts';
import { whoAndWhy } from '../who-and-why.ts';

export interface MessagesRetire {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service: string;
  readonly consumer: string;
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Says that a consumer is over, or begins anew, with who says so and why. Resolves to 1 when it stands nowhere, or may not. */
export async function messagesRetireCommand(wish: MessagesRetire): Promise<number> {
  const { root, terminal, service, consumer, json } = wish;
  const { by, because } = whoAndWhy(wish);
  const answer = await withServices({ root, say: terminal.say, service }, (databases) =>
    databases.ask(service, (database) => retireConsumer(database, consumer, { name: by, because }).catch(whatIsParked)),
  );
  const isRetired = answer === 'retired';
  if (json) terminal.out(JSON.stringify({ service, consumer, isRetired, by, because }));
  else if (isRetired)
    terminal.out(
      `${consumer} has no position any more. What its inbox knows has no effect again, should it begin anew.`,
    );
  else if (answer instanceof StillParked)
    terminal.say(`${answer.message} ./holdfast messages parked list ${service} and dead list ${service} show them.`);
  else terminal.say(`${service} has no consumer ${consumer} that has read anything.`);
  return isRetired ? 0 : 1;
}

function whatIsParked(error: unknown): StillParked {
  if (error instanceof StillParked) return error;
  throw error;
}
