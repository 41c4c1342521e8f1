import { contextOf, typeOf, type AnyMessage, type Command } from '@holdfast/contract-kit';
import type { ServiceDeclaration } from '@holdfast/system-model';

/** A command, and the service that takes it. */
export interface TakenCommand {
  readonly service: string;
  readonly command: Command;
}

/**
 * The command of this name: `garden.water-plant`, in its newest version, or `garden.water-plant.v1`. Throws NoCommand with
 * those that there are.
 */
export function findCommand(services: readonly ServiceDeclaration[], wanted: string): TakenCommand {
  const all = services.flatMap(({ name: service, takes = [] }) =>
    takes.filter(isCommand).map((command) => ({ service, command })),
  );
  const [newest] = all
    .filter(({ command }) => command.name === wanted || typeOf(command) === wanted)
    .toSorted((one, other) => other.command.version - one.command.version);
  if (newest) return newest;
  const said = services.flatMap(({ publishes = [] }) => publishes);
  const event = said.find((message) => message.name === wanted || typeOf(message) === wanted);
  throw event === undefined
    ? new NoCommand(
        wanted,
        all.map(({ command }) => typeOf(command)),
      )
    : new NotSent(event);
}

/** No service takes a command of this name. */
export class NoCommand extends Error {
  readonly code = 'no-command';

  constructor(wanted: string, known: readonly string[]) {
    super(
      known.length === 0
        ? `There is no command ${wanted}: no service here takes any.`
        : `There is no command ${wanted}. There are:\n  ${known.toSorted().join('\n  ')}`,
    );
  }
}

/** An event is a fact, and is said by the service whose it is. */
export class NotSent extends Error {
  readonly code = 'not-sent';

  constructor(event: AnyMessage) {
    super(
      `${typeOf(event)} is an event: ${contextOf(event)} says it when it has happened, and nobody else. Send a command that makes it happen.`,
    );
  }
}

function isCommand(message: AnyMessage): message is Command {
  return message.kind === 'command';
}
