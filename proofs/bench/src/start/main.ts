import { join } from 'node:path';
import { endDeadRuns, startRun, thisMachine, untilInterrupted } from '@holdfast/local-infra';
import { isOfOptions } from '../bad-options.ts';
import { asText } from '../tables.ts';
import { goalRows, isReached } from './goals.ts';
import { keep } from './kept-results.ts';
import { measure, type Measured } from './measure.ts';
import { benchOptions, type BenchOptions } from './options.ts';
import type { Results } from './results.ts';
import { machineLine, tablesOf } from './tables-of.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');

process.exitCode = await bench(process.argv.slice(2)).catch((error: unknown) => {
  if (!isOfOptions(error)) throw error;
  say(`holdfast: ${error.message}`);
  return 1;
});
process.disconnect?.();

async function bench(args: readonly string[]): Promise<number> {
  const options = benchOptions(args);
  const interrupted = untilInterrupted();
  await endDeadRuns(root);
  const run = startRun(root, 'bench');
  try {
    const { signal } = interrupted;
    const measured = await measure(options.parts, {
      root,
      folder: run.folder,
      rounds: options.rounds,
      run,
      say,
      signal,
    });
    return tell(measured, options);
  } catch (error) {
    if (interrupted.exitCode === undefined) throw error;
    return interrupted.exitCode;
  } finally {
    await run.end();
    interrupted.stopListening();
  }
}

function tell({ parts, versions, failures }: Measured, { json, write }: BenchOptions): number {
  const machine = thisMachine();
  const results: Results = { machine: { ...machine, versions: { ...machine.versions, ...versions } }, parts };
  if (json) console.log(JSON.stringify({ ...results, goals: goalRows(parts), failures }));
  else for (const line of [...tablesOf(parts).flatMap(asText), '', machineLine(results.machine)]) console.log(line);
  if (write) keep(results);
  if (failures.length > 0) return 2;
  return goalRows(parts).some((row) => isReached(row) === false) ? 1 : 0;
}

function say(line: string): void {
  console.error(`  ${line}`);
}
