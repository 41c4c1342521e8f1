import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CommandHelp } from '../src/command-help.ts';

/** A tree of these files, until the test has ended. */
export function smallTree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'pages-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

/** A command line that has `water`, with one option, and `bed dig`. */
export const gardenHelp: CommandHelp = {
  of: async (command) => {
    const known: Readonly<Record<string, string>> = {
      water: 'Usage: holdfast water [options]\n\n  --much  a lot\n',
      bed: 'Usage: holdfast bed [options] [command]\n',
      'bed dig': 'Usage: holdfast bed dig [options]\n\n  -d, --deep\n',
    };
    return known[command.join(' ')];
  },
};

/** A fenced block as a page has it. */
export function fenced(language: string, ...lines: string[]): string {
  return ['```' + language, ...lines, '```', ''].join('\n');
}
