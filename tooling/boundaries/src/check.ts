import { fileURLToPath } from 'node:url';
import { checkTree } from './check-tree.ts';
import { readRules } from './rules.ts';
import { verdictOf, type Verdict } from './verdict.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { exitCode, text } = await check();
console.log(text);
process.exitCode = exitCode;

async function check(): Promise<Verdict> {
  try {
    return verdictOf(await checkTree(root), await readRules(root));
  } catch (error) {
    // Nothing is known to be broken, and nothing is known to hold.
    return { exitCode: 2, text: `undecided: ${error instanceof Error ? error.message : String(error)}` };
  }
}
