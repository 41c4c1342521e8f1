import { parseSync, Visitor } from 'oxc-parser';

/** An identifier or a word of a text, and the line on which it stands. */
export interface Word {
  readonly word: string;
  readonly line: number;
}

/**
 * The identifiers, property names and words of texts in a source, comments left out. JavaScript and TypeScript are parsed;
 * SQL is split, because there every word is an identifier, a keyword or text. Throws when a source does not parse.
 */
export function wordsIn(file: string, source: string): Word[] {
  const found = file.endsWith('.sql') ? wordsOfSql(source) : wordsOfModule(file, source);
  return found.map(({ word, offset }) => ({ word, line: source.slice(0, offset).split('\n').length }));
}

/** One spelling for all: `PlantGrown`, `plantGrown`, `PLANT_GROWN` and `plant-grown` are the same name. */
export function spelledAlike(word: string): string {
  return word
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

interface Found {
  readonly word: string;
  readonly offset: number;
}

function wordsOfModule(file: string, source: string): Found[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]!.message}`);
  const found: Found[] = [];
  const name = ({ name: word, start }: { name: string; start: number }) => found.push({ word, offset: start });
  const text = (words: unknown, start: number) => typeof words === 'string' && found.push(...wordsOfText(words, start));
  new Visitor({
    Identifier: name,
    PrivateIdentifier: name,
    JSXIdentifier: name,
    Literal: ({ value, start }) => text(value, start),
    TemplateElement: ({ value, start }) => text(value.cooked ?? value.raw, start),
  }).visit(program);
  // A template's texts are visited before its expressions; a reader wants them in the order of the file.
  return found.toSorted((one, other) => one.offset - other.offset);
}

function wordsOfText(text: string, offset: number): Found[] {
  return [...text.matchAll(/[A-Za-z_$][\w$-]*/g)].map(([word]) => ({ word, offset }));
}

function wordsOfSql(source: string): Found[] {
  // Comments become blanks of the same length, so that the lines stay where they are.
  const bare = source.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  return [...bare.matchAll(/[A-Za-z_]\w*/g)].map(({ 0: word, index }) => ({ word, offset: index }));
}
