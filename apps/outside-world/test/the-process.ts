import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { secrets } from './a-world.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const flags = ['--conditions=@holdfast/source', '--import', '@holdfast/source-loader'];

/** `src/main.ts` as a process of its own, ended with the test if not before. */
export function theProcess(env: Record<string, string>) {
  const own = { PORT: '0', OUTSIDE_CARD_PROVIDER_SECRET: secrets['card-provider'], ...env };
  const child = spawn(process.execPath, [...flags, main], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env['PATH'], ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const said = text(child.stderr);
  const listening = lineOfListening(createInterface(child.stdout));
  return {
    /** The line of its log that says where it listens. */
    listening,
    url: listening.then((line) => address.exec(line)?.[1] ?? line),
    end: async (signal: NodeJS.Signals) => {
      child.kill(signal);
      return exited;
    },
    exit: async () => ({ code: (await exited)[0], said: await said }),
  };
}

async function lineOfListening(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) if (address.test(line)) return line;
  return 'it ended before it listened';
}

const address = /Server listening at (\S+?)"/;
