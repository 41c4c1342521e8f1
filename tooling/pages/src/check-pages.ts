import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBlock } from './check-block.ts';
import type { CheckedBlock, CheckedPage } from './checked-page.ts';
import type { CommandHelp } from './command-help.ts';
import { deadLinks } from './links.ts';
import { pageFiles } from './page-files.ts';
import { readPage } from './page.ts';
import type { Problem } from './problem.ts';
import { scriptOf, type Script } from './script.ts';
import { unknownCommands } from './shown-commands.ts';
import { unseenBlocks } from './unseen-blocks.ts';

/** What all pages together came to. */
export interface PagesReport {
  readonly pages: readonly CheckedPage[];
  readonly problems: readonly Problem[];
  /** What is to be run, one for each page that shows such a thing. */
  readonly scripts: readonly Script[];
}

/** Reads every page of the tree at `root` and compares what it shows with what that is cut from. */
export async function checkPages(root: string, help: CommandHelp): Promise<PagesReport> {
  const checked: { page: CheckedPage; problems: readonly Problem[]; script?: Script | undefined }[] = [];
  for (const path of pageFiles(root)) checked.push(await checkPage(root, path, help));
  const scripts = checked.flatMap(({ script }) => script ?? []);
  return {
    pages: checked.map(({ page }) => page),
    problems: [...checked.flatMap(({ problems }) => problems), ...sharedNames(scripts)],
    scripts,
  };
}

async function checkPage(
  root: string,
  path: string,
  help: CommandHelp,
): Promise<{ page: CheckedPage; problems: Problem[]; script?: Script | undefined }> {
  const page = readPage(path, readFileSync(join(root, path), 'utf8'));
  const context = { root, page, help, edited: new Map<string, string>() };
  const blocks: CheckedBlock[] = [];
  for (const block of page.blocks) blocks.push({ block, finding: await checkBlock(block, context) });
  const ofBlocks = blocks.flatMap(({ block: { line }, finding: { problem } }) =>
    problem ? [{ page: path, line, ...problem }] : [],
  );
  const stray = page.stray.map(({ line }): Problem => {
    const found = 'this marker stands above no block; put it directly above the fence';
    return { page: path, line, rule: 'marker-has-a-block', found };
  });
  const { script, problems } = scriptOf({ page, blocks });
  const commands = await unknownCommands(page, help);
  const all = [...ofBlocks, ...stray, ...unseenBlocks(page), ...problems, ...deadLinks(root, page), ...commands];
  return { page: { page, blocks }, problems: all.toSorted((one, other) => one.line - other.line), script };
}

function sharedNames(scripts: readonly Script[]): Problem[] {
  return scripts.flatMap(({ script, page, steps }, index) => {
    const other = scripts.slice(0, index).find((each) => each.script === script);
    if (!other) return [];
    const found = `${other.page} has a script ${script} already; name this one after its own page`;
    return [{ page, line: steps[0]!.line, rule: 'run-can-be-read', found } satisfies Problem];
  });
}
