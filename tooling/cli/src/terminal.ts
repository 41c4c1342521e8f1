import pc from 'picocolors';

/** Where a command writes: answers to `out`, everything that a person reads meanwhile to `say`. */
export interface Terminal {
  /** What was asked for, on standard output. With `--json` nothing else goes there. */
  out(line: string): void;
  /** Progress and complaints, on standard error. */
  say(line: string): void;
  readonly colour: Colours;
  /** Whether a person reads standard output, and no program or file. */
  readonly isTerminal?: boolean;
}

export type Colours = ReturnType<typeof pc.createColors>;

/** The process's own terminal. Colour only where standard output is a terminal, and not with `NO_COLOR`. */
export function ownTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  const wanted = process.stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    colour: pc.createColors(wanted),
    isTerminal: process.stdout.isTTY,
  };
}

/** Calls `then` once when nobody reads our output any more (`| head`). Without it the first such write would end us with a stack trace. */
export function whenNobodyReads(then: () => void): void {
  let called = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (!called) then();
      called = true;
    });
  }
}
