/** A page as its lines say it: what is shown in it, and where it leads. */
export interface Page {
  /** From the root. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly blocks: readonly Block[];
  /** Text between the blocks, one entry for each line. */
  readonly prose: readonly Line[];
  /** Markers that stand above nothing. */
  readonly stray: readonly Line[];
}

export interface Line {
  readonly line: number;
  readonly text: string;
}

/** A fenced block. */
export interface Block {
  /** Of its opening fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly content: readonly string[];
  /** What stands in the comment directly above it. */
  readonly marker?: string | undefined;
  /** True where the line above is nothing but a path in backquotes: a file that the reader is to write. */
  readonly isNamedFile: boolean;
  /** How far the fence is indented, in a list. */
  readonly indent: string;
}

/** Reads a page. A fence that nobody closes reaches to the end, as it does for a reader. */
export function readPage(path: string, text: string): Page {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  const prose: Line[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opening = /^(\s*)(`{3,}|~{3,})\s*([\w-]*)/.exec(lines[at]!);
    if (!opening) {
      prose.push({ line: at + 1, text: lines[at]! });
      continue;
    }
    const [, indent = '', fence = '', language = ''] = opening;
    const end = endOf(lines, at + 1, fence);
    const content = lines.slice(at + 1, end).map((line) => withoutIndent(line, indent));
    blocks.push({ line: at + 1, language, content, indent, ...whatStandsAbove(lines[at - 1] ?? '') });
    at = end;
  }
  const used = new Set(blocks.filter(({ marker }) => marker !== undefined).map(({ line }) => line - 1));
  const stray = prose.filter(({ line, text: each }) => markerIn(each) !== undefined && !used.has(line));
  return { path, lines, blocks, prose, stray };
}

function endOf(lines: readonly string[], from: number, fence: string): number {
  const closing = lines.findIndex((line, index) => index >= from && line.trim().startsWith(fence));
  return closing === -1 ? lines.length : closing;
}

function whatStandsAbove(above: string): Pick<Block, 'marker' | 'isNamedFile'> {
  return { marker: markerIn(above), isNamedFile: /^\s*`[\w.@/-]+\.\w+`\s*$/.test(above) };
}

function markerIn(line: string): string | undefined {
  return /^\s*<!--\s*((?:cut|help|run|not run|sketch)\s*:.*?)\s*-->\s*$/.exec(line)?.[1];
}

function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line.trimStart();
}
