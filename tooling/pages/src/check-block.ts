import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdit } from './apply-edit.ts';
import type { CommandHelp } from './command-help.ts';
import { readConsole } from './console-block.ts';
import { parseMarker, type Marker } from './marker.ts';
import type { Block, Page } from './page.ts';
import type { Rule } from './problem.ts';
import { regionOf, wholeOf } from './region.ts';

/** What was found about one block. */
export interface BlockFinding {
  readonly marker?: Marker | undefined;
  /** What the block must show, where that can be known without running it. */
  readonly wanted?: readonly string[];
  readonly problem?: { readonly rule: Rule; readonly found: string };
}

export interface BlockContext {
  readonly root: string;
  readonly page: Pick<Page, 'path'>;
  readonly help: CommandHelp;
  /** Files as the edits above this block, on the same page, left them. */
  readonly edited: Map<string, string>;
}

/** Compares a block with what it is cut from. */
export async function checkBlock(block: Block, context: BlockContext): Promise<BlockFinding> {
  if (block.language === '') return broken('block-has-a-language', 'say after ``` what it is: console, ts, text, …');
  if (block.marker === undefined) return checkUnmarked(block, context);
  const marker = parseMarker(block.marker);
  if (marker === undefined) return broken('marker-is-known', `<!-- ${block.marker} --> means nothing`);
  if (marker.kind === 'sketch' && hasCommands(block))
    return { marker, ...broken('block-has-a-marker', `a command is no sketch; put ${asCommands} above it`) };
  const finding = await checkMarked(block, marker, context);
  return { ...finding, marker };
}

function checkUnmarked(block: Block, { page }: BlockContext): BlockFinding {
  const isShell = hasCommands(block);
  // A reader may be told to write a file of the shell, and nothing that has a prompt is one.
  if (block.isNamedFile && !hasPrompt(block)) return {};
  // Pictures, as characters or for a reader that draws them.
  if (['text', 'mermaid'].includes(block.language) && !isShell) return {};
  // A rule's page shows what is wrong and what is right; a fixture breaks each rule in a test.
  if (!isShell && page.path.startsWith('docs/rules/')) return {};
  const how = isShell ? asCommands : '<!-- cut: path#region --> or <!-- sketch: reason -->';
  return broken('block-has-a-marker', `nobody knows where this comes from; put ${how} above it`);
}

const asCommands = '<!-- run: script/name --> or <!-- not run: reason -->';
const shells = [
  'console',
  'sh',
  'bash',
  'shell',
  'zsh',
  'fish',
  'terminal',
  'shell-session',
  'sh-session',
  'powershell',
];

function hasCommands(block: Block): boolean {
  return shells.includes(block.language.toLowerCase()) || hasPrompt(block);
}

function hasPrompt({ language, content }: Block): boolean {
  return language === 'console' || content.some((line) => /^\s*\$ \S/.test(line));
}

async function checkMarked(block: Block, marker: Marker, context: BlockContext): Promise<BlockFinding> {
  switch (marker.kind) {
    case 'cut':
      return checkCut(block, marker, context.root);
    case 'help':
      return await checkHelp(block, marker.command, context.help);
    case 'run':
      return marker.options.edit === undefined ? checkRun(block) : checkEdit(block, marker.options.edit, context);
    case 'not run':
    case 'sketch':
      return {};
  }
}

function checkCut(block: Block, { path, region }: Extract<Marker, { kind: 'cut' }>, root: string): BlockFinding {
  const file = join(root, path);
  if (!existsSync(file)) return broken('cut-is-the-source', `${path} is not there`);
  const source = readFileSync(file, 'utf8');
  const wanted = region === undefined ? wholeOf(source) : regionOf(source, region);
  if (wanted === undefined) return broken('cut-is-the-source', `${path} has no region ${region}`);
  return compared('cut-is-the-source', block.content, wanted);
}

async function checkHelp(block: Block, command: readonly string[], help: CommandHelp): Promise<BlockFinding> {
  const text = await help.of(command);
  if (text === undefined) return broken('help-is-the-command', `./holdfast ${command.join(' ')} is no command`);
  return compared('help-is-the-command', block.content, text.trimEnd().split('\n'));
}

function compared(rule: Rule, shown: readonly string[], wanted: readonly string[]): BlockFinding {
  if (shown.join('\n') === wanted.join('\n')) return { wanted };
  const at = wanted.findIndex((line, index) => line !== shown[index]);
  const place = at === -1 ? wanted.length : at;
  const found = `shows "${shown[place] ?? 'nothing'}" and the source has "${wanted[place] ?? 'nothing more'}"; run ./holdfast pages --write`;
  return { wanted, problem: { rule, found } };
}

function checkRun({ content, language }: Block): BlockFinding {
  if (language !== 'console') return broken('run-can-be-read', 'is run, so its language is console');
  return attempt('run-can-be-read', () => void readConsole(content));
}

function checkEdit({ content, language }: Block, path: string, { root, edited }: BlockContext): BlockFinding {
  if (language !== 'diff') return broken('edit-fits', 'is an edit, so its language is diff');
  const before =
    edited.get(path) ?? (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);
  return attempt('edit-fits', () => edited.set(path, applyEdit(before, content)), path);
}

function attempt(rule: Rule, act: () => unknown, what = 'this block'): BlockFinding {
  try {
    act();
    return {};
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return broken(rule, `${what} ${error.message}`);
  }
}

function broken(rule: Rule, found: string): BlockFinding {
  return { problem: { rule, found } };
}
