/** One command that a page shows, and what it shows of its output. */
export interface ShownCommand {
  readonly command: string;
  /** Undefined where nothing is shown: then only the exit code counts. */
  readonly shows?: readonly string[];
}

/** Reads `$ command` lines with what is shown under each. Throws UnreadableConsole where a line belongs to no command. */
export function readConsole(content: readonly string[]): ShownCommand[] {
  const found: { command: string; shows: string[] }[] = [];
  let continues = false;
  for (const line of content) {
    const last = found.at(-1);
    if (continues && last) last.command += `\n${line}`;
    else if (line.startsWith('$ ')) found.push({ command: line.slice(2), shows: [] });
    else if (last) last.shows.push(line);
    else throw new UnreadableConsole(line);
    continues = (continues || line.startsWith('$ ')) && line.endsWith('\\');
  }
  if (found.length === 0) throw new UnreadableConsole('');
  return found.map(({ command, shows }) => ({ command, ...(shows.some((line) => line !== '') && { shows }) }));
}

/** Output without a command cannot be run. */
export class UnreadableConsole extends Error {
  readonly code = 'unreadable-console';

  constructor(line: string) {
    super(
      line === ''
        ? 'shows no command; begin one with `$ `'
        : `shows "${line}" above any command; begin one with \`$ \``,
    );
  }
}
