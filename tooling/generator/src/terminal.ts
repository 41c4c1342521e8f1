import { createInterface } from 'node:readline/promises';

/** Where a person, or a program, reads what happens. */
export interface Terminal {
  /** A line for a person. */
  say(line: string): void;
  /** The result, for programs; printed only when that was asked for. */
  result(facts: object): void;
  /** Undefined when nobody is there to answer. */
  ask(question: string): Promise<boolean | undefined>;
}

/** Standard output and input; with `json` the only thing on standard output is one object. */
export function ownTerminal({ json }: { json: boolean }): Terminal {
  const stream = json ? process.stderr : process.stdout;
  for (const one of [process.stdout, process.stderr]) one.on('error', goOnUnread);
  return {
    say: (line) => void stream.write(`${line}\n`),
    result: (facts) => void (json && process.stdout.write(`${JSON.stringify(facts)}\n`)),
    ask: async (question) => (process.stdin.isTTY && stream.isTTY ? await askPerson(question, stream) : undefined),
  };
}

/** Whoever was reading has gone (`| head`). What has begun is brought to its end: half a removal helps nobody. */
function goOnUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function askPerson(question: string, output: NodeJS.WriteStream): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
