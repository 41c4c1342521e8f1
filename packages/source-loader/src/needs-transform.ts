import { sep } from 'node:path';

/**
 * Whether Node's type stripping is not enough for this file: every file of an app (a parameter property looks like
 * any other parameter), and files with a decorator elsewhere. A false yes costs a millisecond, a false no stops the program.
 */
export function needsTransform(file: string, source: string): boolean {
  const folders = file.split(sep);
  if (folders.includes('node_modules')) return false;
  return folders.slice(0, -2).includes('apps') || decorator.test(source);
}

// `@Name` at the start of a line, after a bracket, a comma or a blank, but not in a line that is only a comment.
const decorator = /^(?!\s*(?:\*|\/[/*])).*?(?:^|[\s(,])@[A-Za-z_$]/m;
