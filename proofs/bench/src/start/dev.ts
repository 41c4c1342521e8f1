import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSystem } from '@holdfast/system-model';
import { Child } from '../child.ts';
import { spreadOf } from '../statistics.ts';
import type { BenchContext } from './bench-context.ts';
import type { DevPart } from './results.ts';
import { bareEnvironment } from './started.ts';

const saves = 5;

/** Saves files while `dev` runs: one of an app, and one of the platform that every app runs. */
export async function measureDev(clone: string, context: BenchContext): Promise<DevPart> {
  const { services, trial } = await loadSystem(clone);
  const app = trial?.service ?? services[0]!.name;
  const dev = new Child(
    { name: 'dev', command: './holdfast', args: ['dev', '--json'], cwd: clone, env: bareEnvironment() },
    context.run,
  );
  try {
    context.say(`saving files while dev runs, ${saves} times each …`);
    await dev.line(({ text, stream }) => stream === 'out' && text.startsWith('{"'), { ...context, withinMs: 180_000 });
    const appMs = await saved(dev, { clone, file: `apps/${app}/src/main.ts`, context });
    const packageMs = await saved(dev, { clone, file: 'packages/service/src/index.ts', context });
    return { appMs: spreadOf(appMs), packageMs: spreadOf(packageMs) };
  } finally {
    await dev.interrupt();
  }
}

interface Saving {
  readonly clone: string;
  readonly file: string;
  readonly context: BenchContext;
}

async function saved(dev: Child, { clone, file, context }: Saving): Promise<number[]> {
  const times: number[] = [];
  for (let save = 1; save <= saves; save += 1) {
    const from = dev.lines.length;
    const savedAt = performance.now();
    appendFileSync(join(clone, file), `\n// saved ${save}\n`);
    await dev.line(({ text }) => text.includes(file) && text.includes('ready again'), {
      ...context,
      from,
      withinMs: 120_000,
    });
    times.push(Math.round(performance.now() - savedAt));
  }
  return times;
}
