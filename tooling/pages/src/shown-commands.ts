import { usageOf, type CommandHelp } from './command-help.ts';
import type { Page } from './page.ts';
import type { Problem } from './problem.ts';

/** Commands named in the text that the command line does not have, and options that they do not take. */
export async function unknownCommands(page: Page, help: CommandHelp): Promise<Problem[]> {
  const named = page.prose.flatMap(({ line, text }) =>
    [...text.matchAll(/`\.\/holdfast ([^`]+)`/g)].map(([, words]) => ({ line, words: words!.split(/[\s|]+/) })),
  );
  const problems: Problem[] = [];
  for (const { line, words } of named) {
    const found = await whatIsWrong(words, help);
    if (found !== undefined) problems.push({ page: page.path, line, rule: 'command-exists', found });
  }
  return problems;
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
