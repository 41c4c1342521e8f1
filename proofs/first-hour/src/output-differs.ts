import { normalized } from './normalized.ts';

/** A page shows something else than what comes. */
export class OutputDiffers extends Error {
  readonly code = 'output-differs';

  constructor({
    where,
    command,
    shown,
    came,
  }: {
    where: string;
    command: string;
    shown: readonly string[];
    came: readonly string[];
  }) {
    super(
      [
        `${where}: $ ${command}`,
        '── the page shows (compared without ids, times, ports and versions):',
        ...shown.map(normalized),
        '── and this came:',
        ...came,
        '── which compares as:',
        ...came.map(normalized),
      ].join('\n'),
    );
  }
}

/** A command of a page ends with another code than the page says. */
export class CodeDiffers extends Error {
  readonly code = 'code-differs';

  constructor({
    where,
    command,
    wanted,
    code,
    came,
  }: {
    where: string;
    command: string;
    wanted: number;
    code: number | undefined;
    came: readonly string[];
  }) {
    super(`${where}: $ ${command}\nended with ${code} and not with ${wanted}:\n${came.slice(-60).join('\n')}`);
  }
}
