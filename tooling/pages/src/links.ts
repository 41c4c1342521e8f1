import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { anchorsOf } from './heading-anchors.ts';
import { readPage, type Page } from './page.ts';
import type { Problem } from './problem.ts';

/** Links of a page that lead nowhere: to a file that is not there, or to a heading that its page does not have. */
export function deadLinks(root: string, page: Page): Problem[] {
  return page.prose.flatMap(({ line, text }) =>
    targetsIn(text).flatMap((target) => {
      const found = whatIsWrong(root, page, target);
      return found === undefined ? [] : [{ page: page.path, line, rule: 'link-resolves', found } satisfies Problem];
    }),
  );
}

/** Other hosts are not asked: a check that needs them would say "broken" for "not reachable". */
function targetsIn(text: string): string[] {
  const bare = text.replaceAll(/`[^`]*`/g, '``');
  const inline = [...bare.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map(([, target]) => target!);
  const defined = /^\s*\[[^\]]+\]:\s*(\S+)/.exec(bare)?.[1];
  const pictured = [...bare.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target]) => target!);
  const all = [...inline, ...(defined === undefined ? [] : [defined]), ...pictured];
  return all.filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
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
