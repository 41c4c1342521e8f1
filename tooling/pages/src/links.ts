import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { anchorsOf } from './heading-anchors.ts';
import { readPage, type Page } from './page.ts';
import type { Problem } from './problem.ts';

/** Links of a page that lead nowhere: to a file that is not there, to a heading that its page does not have, or to no name on it. */
export function deadLinks(root: string, page: Page): Problem[] {
  const bare = page.prose.map(({ line, text }) => ({ line, text: text.replaceAll(/`[^`]*`/g, '``') }));
  const names = new Set(bare.flatMap(({ text }) => definitionIn(text)?.name ?? []));
  return bare.flatMap(({ line, text }) =>
    [
      ...targetsIn(text).map((target) => whatIsWrong(root, page, target)),
      ...referencesIn(text).map((name) => (names.has(name) ? undefined : `this page has no line [${name}]: …`)),
    ].flatMap((found) =>
      found === undefined ? [] : [{ page: page.path, line, rule: 'link-resolves', found } satisfies Problem],
    ),
  );
}

/** Other hosts are not asked: a check that needs them would say "broken" for "not reachable". */
function targetsIn(bare: string): string[] {
  const title = /(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?/.source;
  const links = new RegExp(`\\]\\(\\s*<?([^)\\s>]+)>?${title}\\s*\\)`, 'g');
  const inline = [...bare.matchAll(links)].map(([, target]) => target!);
  const pictured = [...bare.matchAll(/\b(?:src|srcset|href)=(["'])(.+?)\1/g)].map(([, , target]) => target!);
  const all = [...inline, ...(definitionIn(bare)?.target ?? []), ...pictured];
  return all.filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
}

/** `[name]: target`. */
function definitionIn(bare: string): { name: string; target: string[] } | undefined {
  const [, name, target] = /^\s*\[([^\]]+)\]:\s*<?([^\s>]+)/.exec(bare) ?? [];
  return name === undefined || target === undefined ? undefined : { name: named(name), target: [target] };
}

/** `[text][name]`, and `[name][]`. A name alone in brackets may be mere text. */
function referencesIn(bare: string): string[] {
  return [...bare.matchAll(/\[([^\][]+)\]\[([^\][]*)\]/g)].map(([, text, name]) => named(name === '' ? text! : name!));
}

/** As Markdown compares names. */
function named(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
}

function whatIsWrong(root: string, page: Page, target: string): string | undefined {
  const [path = '', anchor = ''] = decodeURIComponent(target).split('#');
  const file = path === '' ? join(root, page.path) : join(root, path.startsWith('/') ? '' : dirname(page.path), path);
  if (relative(root, file).startsWith('..')) return `${target} leaves the repository`;
  if (!existsSync(file)) return `${target} is not there`;
  if (anchor === '' || !file.endsWith('.md')) return undefined;
  const there = path === '' ? page : readPage(relative(root, file), readFileSync(file, 'utf8'));
  return anchorsOf(there).has(anchor) ? undefined : `${target}: ${relative(root, file)} has no heading #${anchor}`;
}
