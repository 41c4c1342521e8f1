import { doubled } from './doubled.ts';
import { ghosts } from './ghosts.ts';
import { lost } from './lost.ts';

/** Every wanted subject is there exactly once, and no other. */
export function onceEach(wanted: readonly string[], seen: readonly string[], what: string): string[] {
  return [...lost(wanted, seen, what), ...doubled(seen, what), ...ghosts(wanted, seen, what)];
}
