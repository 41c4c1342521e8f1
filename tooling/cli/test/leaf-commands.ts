import type { Command } from 'commander';
import { createProgram } from '../src/program.ts';
import { ownTerminal } from '../src/terminal.ts';

/** A command that does something, as opposed to one that only has others below it. */
export interface LeafCommand {
  /** What a person types after `./holdfast`. */
  readonly path: string;
  readonly command: Command;
}

/** A program of which nothing is run: a command that is parsed without an error is noted here instead. */
export interface IdleProgram {
  readonly program: Command;
  readonly leaves: readonly LeafCommand[];
  /** Resolves to the path of the command that would have run. Rejects with what commander complains about. */
  parse(words: readonly string[]): Promise<string | undefined>;
  /** Everything that `--help` of this command would show. */
  helpOf(command: Command): string;
}

export function idleProgram(): IdleProgram {
  const program = createProgram({ root: '/nowhere', terminal: ownTerminal() });
  const leaves = leavesOf(program, []);
  let written = '';
  let parsed: string | undefined;
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeOut: (text) => (written += text), writeErr: () => undefined });
  }
  for (const { path, command } of leaves) command.action(() => void (parsed = path));
  return {
    program,
    leaves,
    parse: async (words) => {
      parsed = undefined;
      await program.parseAsync(['node', 'holdfast', ...words]);
      return parsed;
    },
    helpOf: (command) => {
      written = '';
      command.outputHelp();
      return written;
    },
  };
}

function leavesOf(command: Command, above: readonly string[]): LeafCommand[] {
  if (command.commands.length === 0) return [{ path: above.join(' '), command }];
  return command.commands.flatMap((child) => leavesOf(child, [...above, child.name()]));
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The lines that a help shows below `Example:`. */
export function examplesIn(help: string): string[] {
  const shown = /^Examples?:\n((?: {2}.+\n)+)/m.exec(help)?.[1] ?? '';
  return shown.split('\n').flatMap((line) => line.trim() || []);
}

/** A line as a shell takes it apart, without what it would pass on to another program. */
export function wordsOf(line: string): string[] {
  const [own = ''] = line.split(/ (?:[|<>]|&&) /);
  return [...own.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare!);
}
