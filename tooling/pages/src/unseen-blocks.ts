import type { Page } from './page.ts';
import type { Problem } from './problem.ts';

/** What a reader takes for a block with commands, and nothing here reads as one: it would be run by nobody. */
export function unseenBlocks({ path, prose }: Page): Problem[] {
  let isOpen = false;
  return prose.flatMap(({ line, text }) => {
    const bare = text.replaceAll(/`[^`]+`/g, '``');
    const isFence = /^\s*(?:(?:>|[-*+]|\d+[.)])\s*)+(?:`{3,}|~{3,})/.test(text);
    const isWithin = isOpen;
    if (isFence) isOpen = !isOpen;
    // One problem for each fence: none for what stands in it, nor for its end.
    if (isWithin) return [];
    if (!isFence && !/<pre\b/i.test(bare) && !/^[\s>]*\$ \S/.test(text)) return [];
    return [{ page: path, line, rule: 'block-is-seen', found: whatToDo } satisfies Problem];
  });
}

const whatToDo = 'shows a command or code where no check looks; put it in a fenced block on lines of its own';
