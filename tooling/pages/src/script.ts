import type { CheckedPage } from './checked-page.ts';
import { readConsole, type ShownCommand } from './console-block.ts';
import type { RunOptions } from './marker.ts';
import type { Problem } from './problem.ts';

/** What a reader of one page does, from top to bottom. */
export interface Script {
  readonly script: string;
  readonly page: string;
  readonly steps: readonly ScriptStep[];
}

/** One block of it: commands, or an edit. */
export interface ScriptStep {
  readonly name: string;
  readonly line: number;
  readonly options: RunOptions;
  readonly commands?: readonly ShownCommand[];
  /** The lines of a `diff`. */
  readonly edit?: { readonly path: string; readonly content: readonly string[] };
}

/** The script of a page, and what keeps it from being one. Undefined where the page runs nothing. */
export function scriptOf({ page, blocks }: CheckedPage): { script?: Script | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  const complain = (line: number, found: string) =>
    problems.push({ page: page.path, line, rule: 'run-can-be-read', found });
  const steps: ScriptStep[] = [];
  let script: string | undefined;
  for (const { block, finding } of blocks) {
    if (finding.marker?.kind !== 'run' || finding.problem) continue;
    const { name, options } = finding.marker;
    script ??= finding.marker.script;
    if (script !== finding.marker.script)
      complain(block.line, `a page has one script, and this one began as ${script}`);
    if (steps.some((step) => step.name === name)) complain(block.line, `there is a block ${name} above already`);
    const stays = steps.some((step) => step.name === options.ends && step.options.stays);
    if (options.ends !== undefined && !stays) complain(block.line, `no block ${options.ends} above stays`);
    // Without a line to wait for, nobody would notice that it never came up.
    const waitsForNothing = options.stays && !showsSomething(block.content);
    if (waitsForNothing) complain(block.line, 'a block that stays shows a line by which one sees that it is up');
    const { edit: path } = options;
    const what =
      path === undefined ? { commands: readConsole(block.content) } : { edit: { path, content: block.content } };
    steps.push({ name, line: block.line, options, ...what });
  }
  return { problems, ...(script !== undefined && { script: { script, page: page.path, steps } }) };
}

function showsSomething(content: readonly string[]): boolean {
  return (
    readConsole(content)
      .at(-1)!
      .shows?.some((line) => line.trim() !== '' && line.trim() !== '…') === true
  );
}
