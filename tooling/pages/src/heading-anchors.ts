import type { Page } from './page.ts';

/** What `#…` may name in a page: its headings, spelled as hosts of repositories spell them. */
export function anchorsOf({ prose }: Pick<Page, 'prose'>): ReadonlySet<string> {
  const found = new Map<string, number>();
  const anchors = prose.flatMap(({ text }) => {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
    return heading === undefined ? [] : [numbered(anchorOf(heading), found)];
  });
  return new Set(anchors);
}

function anchorOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** The second heading of the same words gets a number. */
function numbered(anchor: string, found: Map<string, number>): string {
  const times = found.get(anchor) ?? 0;
  found.set(anchor, times + 1);
  return times === 0 ? anchor : `${anchor}-${times}`;
}
