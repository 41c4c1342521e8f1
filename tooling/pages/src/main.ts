import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPages } from './check-pages.ts';
import { commandHelp } from './command-help.ts';
import { readScripts } from './read-scripts.ts';
import { linesOf, resultOf } from './report.ts';
import { writePages } from './write-pages.ts';

/** Run by `./holdfast pages`, as a program of its own. */
const { values } = parseArgs({
  options: {
    write: { type: 'boolean' },
    json: { type: 'boolean' },
    scripts: { type: 'boolean' },
    root: { type: 'string', default: join(import.meta.dirname, '../../..') },
  },
});

try {
  process.exitCode = await pages(values.root);
} catch (error) {
  // Nothing is known to be broken, and nothing is known to hold.
  console.error(`undecided: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 2;
}

async function pages(root: string): Promise<number> {
  if (values.scripts) {
    console.log(JSON.stringify(readScripts(root)));
    return 0;
  }
  const help = commandHelp(root);
  let report = await checkPages(root, help);
  const written = values.write ? writePages(root, report) : [];
  if (written.length > 0) report = await checkPages(root, help);
  if (values.json) console.log(JSON.stringify(resultOf(report, written)));
  else for (const line of linesOf(report, written)) console.log(line);
  return report.problems.length > 0 ? 1 : 0;
}
