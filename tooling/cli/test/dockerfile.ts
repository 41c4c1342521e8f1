import { readFileSync } from 'node:fs';

/** One line of a Dockerfile, with the lines that continue it. */
export interface Instruction {
  /** The name of its stage, or its number from 0. */
  readonly stage: string;
  readonly word: string;
  readonly text: string;
}

/** The instructions of a Dockerfile in their order, without comments. */
export function instructionsOf(file: string): Instruction[] {
  const lines = readFileSync(file, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  let [stage, stages] = ['', 0];
  return lines
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, word = '', text = '']) => {
      if (word === 'FROM') stage = / AS (\S+)$/.exec(text)?.[1] ?? String(stages);
      if (word === 'FROM') stages += 1;
      return { stage, word, text };
    });
}

/** What an instruction that takes a JSON list runs. Throws where it stands in the form that a shell would read. */
export function execForm(text: string): string[] {
  const list: unknown = JSON.parse(text.slice(text.indexOf('[')));
  return list as string[];
}

/** The variables that the last stage sets. */
export function environmentOf(instructions: readonly Instruction[]): Record<string, string> {
  const last = instructions.at(-1)?.stage;
  const set = instructions.filter(({ stage, word }) => stage === last && word === 'ENV');
  return Object.fromEntries(
    set.flatMap(({ text }) => [...text.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])),
  );
}
