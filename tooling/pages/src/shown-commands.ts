import { usageOf, type CommandHelp } from './command-help.ts';
import type { Page } from './page.ts';
import type { Problem } from './problem.ts';

/** Commands that the command line does not have, and options that they do not take, in the text and in blocks that nobody runs. */
export async function unknownCommands(page: Page, help: CommandHelp): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { line, words } of [...inText(page), ...inBlocks(page)]) {
    const found = await whatIsWrong(words, help);
    if (found !== undefined) problems.push({ page: page.path, line, rule: 'command-exists', found });
  }
  const unreachable = page.prose.flatMap(({ line, text }) =>
    [...text.matchAll(/`(holdfast [a-z][^`]*)`/g)].map(([, words]): Problem => {
      const found = `a reader who types ${words} finds no such program; it is ./${words}`;
      return { page: page.path, line, rule: 'command-exists', found };
    }),
  );
  return [...problems, ...unreachable];
}

interface NamedCommand {
  readonly line: number;
  readonly words: readonly string[];
}

function inText({ prose }: Page): NamedCommand[] {
  return prose.flatMap(({ line, text }) =>
    [...text.matchAll(/`\.\/holdfast ([^`]+)`/g)].map(([, words]) => ({ line, words: words!.split(/[\s|]+/) })),
  );
}

/** What is run shows by itself whether it exists. Two spaces begin what is said of the command. */
function inBlocks({ blocks }: Page): NamedCommand[] {
  const unrun = blocks.filter(({ marker = 'not run:' }) => marker.startsWith('not run:'));
  return unrun.flatMap(({ line, content }) =>
    content.flatMap((text, index) => {
      const words = /^\s*(?:\$ )?\.\/holdfast (.+?)(?: {2}|$)/.exec(text)?.[1];
      return words === undefined ? [] : [{ line: line + index + 1, words: words.split(/[\s|]+/) }];
    }),
  );
}

async function whatIsWrong(words: readonly string[], help: CommandHelp): Promise<string | undefined> {
  const command = words.slice(0, 1);
  // `pnpm` is handed on, and `<command>` stands for any.
  if (!/^[a-z]+$/.test(command[0] ?? '') || command[0] === 'pnpm') return undefined;
  let text = await help.of(command);
  if (text === undefined) return `./holdfast ${command.join(' ')} is no command`;
  for (const word of words.slice(1)) {
    if (!usageOf(text).endsWith('[command]') || !/^[a-z]/.test(word)) break;
    command.push(word);
    text = await help.of(command);
    if (text === undefined) return `./holdfast ${command.join(' ')} is no command`;
  }
  const options = words.filter((word) => /^-{1,2}[a-z]/.test(word)).map((word) => word.split('=')[0]!);
  const known = new Set([...text.matchAll(/^\s+(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, short, long]) => [short, long]));
  const unknown = options.find((option) => !known.has(option));
  return unknown === undefined ? undefined : `./holdfast ${command.join(' ')} has no option ${unknown}`;
}
