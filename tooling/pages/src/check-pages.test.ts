import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fenced, gardenHelp, smallTree } from '../test/small-tree.ts';
import { checkPages } from './check-pages.ts';
import type { Rule } from './problem.ts';

const water = `// #region water
export const water = (plant: string) => \`\${plant} is wet\`;
// #endregion
`;
const sound = {
  'src/water.ts': water,
  'page.md': [
    '# Water it',
    'See [itself](#water-it), [the source](src/water.ts), `./holdfast water --much` and `./holdfast bed dig -d`.',
    '<!-- cut: src/water.ts#water -->',
    fenced('ts', 'export const water = (plant: string) => `${plant} is wet`;'),
    '<!-- help: bed dig -->',
    fenced('text', 'Usage: holdfast bed dig [options]', '', '  -d, --deep'),
    '<!-- run: water/pour -->',
    fenced('console', '$ echo wet', 'wet'),
    '<!-- run: water/more edit=src/water.ts -->',
    fenced('diff', ' // #region water', '+// It is thirsty.'),
    '<!-- not run: needs rain -->',
    fenced('console', '$ rain'),
    fenced('text', 'a picture'),
    fenced('mermaid', 'stateDiagram-v2'),
    '`src/new.ts`',
    fenced('ts', 'a file that the reader writes'),
    "Nor is `a[0][1]`, `<pre>`, `holdfast <bed>` or [this][source], and [Source][] and [that](src/water.ts 'water').",
    '[source]: src/water.ts "the source"',
    fenced('text', './holdfast water --much   a lot'),
  ].join('\n'),
};

async function problemsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { problems } = await checkPages(smallTree(files), gardenHelp);
  return problems.map(({ page, line, rule }) => `${page}:${line} ${rule}`);
}

describe('a page that shows what is so', () => {
  test('has no problem', async () => {
    expect((await checkPages(smallTree(sound), gardenHelp)).problems).toEqual([]);
  });

  test('tells what is to be run, in its order', async () => {
    const { scripts } = await checkPages(smallTree(sound), gardenHelp);
    expect(scripts).toMatchObject([
      {
        script: 'water',
        page: 'page.md',
        steps: [
          { name: 'pour', commands: [{ command: 'echo wet', shows: ['wet'] }] },
          { name: 'more', edit: { path: 'src/water.ts' } },
        ],
      },
    ]);
  });
});

/** The smallest page that breaks a rule, and the line on which that is told. */
const broken: readonly (readonly [rule: Rule, line: number, page: string])[] = [
  ['block-has-a-language', 1, fenced('', '$ rm -rf /')],
  ['block-has-a-marker', 1, fenced('console', '$ echo never run')],
  ['block-has-a-marker', 1, fenced('bash', 'echo never run')],
  ['block-has-a-marker', 1, fenced('ts', 'never(compiled);')],
  ['block-has-a-marker', 2, `<!-- sketch: as it were -->\n${fenced('console', '$ never run')}`],
  ['block-has-a-marker', 2, `<!-- sketch: as it were -->\n${fenced('text', 'then', '$ ./holdfast water')}`],
  ['block-has-a-marker', 2, `\`never.sh\`\n${fenced('console', '$ never run')}`],
  ['block-has-a-marker', 1, fenced('text', 'then', '  $ ./holdfast water')],
  ['block-has-a-marker', 1, fenced('Shell-Session', '$ never run')],
  ['block-is-seen', 2, 'A note:\n> ```console\n> $ never run\n> ```'],
  ['block-is-seen', 1, '- ```console\n  $ never run'],
  ['block-is-seen', 1, '<pre>never run</pre>'],
  ['block-is-seen', 2, '\n    $ never run'],
  ['block-is-seen', 2, '\n\t$ never run'],
  ['block-is-seen', 1, '> $ never run'],
  ['marker-is-known', 2, `<!-- run: water/pour quickly -->\n${fenced('console', '$ true')}`],
  ['marker-has-a-block', 1, `<!-- cut: src/water.ts#water -->\n\n${fenced('text', 'too far')}`],
  ['cut-is-the-source', 2, `<!-- cut: src/water.ts#water -->\n${fenced('ts', 'export const water = old;')}`],
  ['cut-is-the-source', 2, `<!-- cut: src/water.ts#drain -->\n${fenced('ts')}`],
  ['cut-is-the-source', 2, `<!-- cut: src/gone.ts -->\n${fenced('ts')}`],
  ['help-is-the-command', 2, `<!-- help: water -->\n${fenced('text', 'Usage: holdfast water')}`],
  ['help-is-the-command', 2, `<!-- help: drain -->\n${fenced('text')}`],
  ['run-can-be-read', 2, `<!-- run: water/pour -->\n${fenced('console', 'wet')}`],
  ['run-can-be-read', 2, `<!-- run: water/pour -->\n${fenced('sh', '$ echo wet')}`],
  ['run-can-be-read', 2, `<!-- run: water/pour ends=rain -->\n${fenced('console', '$ true')}`],
  ['run-can-be-read', 2, `<!-- run: water/pour stays -->\n${fenced('console', '$ sleep 1', '…')}`],
  ['edit-fits', 2, `<!-- run: water/pour edit=src/water.ts -->\n${fenced('diff', '-no such line', '+wet')}`],
  ['edit-fits', 2, `<!-- run: water/pour edit=src/water.ts -->\n${fenced('diff', '+only new lines')}`],
  ['link-resolves', 1, 'See [it](src/gone.ts).'],
  ['link-resolves', 1, 'See [it](#nowhere).'],
  ['link-resolves', 1, 'See [it](other.md#nowhere).'],
  ['link-resolves', 1, '<img src="picture.svg">'],
  ['link-resolves', 1, "See [it](src/gone.ts 'the source')."],
  ['link-resolves', 1, 'See [it](src/gone.ts (the source)).'],
  ['link-resolves', 1, "<img src='picture.svg'>"],
  ['link-resolves', 1, 'See [it][nowhere].'],
  ['link-resolves', 1, 'See [nowhere][].'],
  ['link-resolves', 2, 'See [it][Some Where].\n[some where]: <src/gone.ts>'],
  ['command-exists', 1, 'Run `holdfast water`.'],
  ['command-exists', 1, 'Run `holdfast bed dig -d`.'],
  ['command-exists', 3, `<!-- not run: needs rain -->\n${fenced('console', '$ ./holdfast drain')}`],
  ['command-exists', 2, fenced('text', './holdfast water --little   a bit')],
  ['command-exists', 1, 'Run `./holdfast drain`.'],
  ['command-exists', 1, 'Run `./holdfast bed burn`.'],
  ['command-exists', 1, 'Run `./holdfast water --little`.'],
];

describe('a page that shows what is not so', () => {
  test.each(broken)('breaks %s', async (rule, line, page) => {
    const files = { 'src/water.ts': water, 'other.md': '# Somewhere\n', 'page.md': page };
    expect(await problemsOf(files)).toEqual([`page.md:${line} ${rule}`]);
  });

  test('is seen in every folder, and not in what was brought', async () => {
    const page = fenced('', 'x');
    const files = { 'packages/pond/README.md': page, 'node_modules/x/README.md': page, 'a/dist/README.md': page };
    expect(await problemsOf(files)).toEqual(['packages/pond/README.md:1 block-has-a-language']);
  });

  test('may not use the name that another page gave its script', async () => {
    const page = `<!-- run: water/pour -->\n${fenced('console', '$ true')}`;
    expect(await problemsOf({ 'a.md': page, 'b.md': page })).toEqual(['b.md:2 run-can-be-read']);
  });
});

describe('a rule page', () => {
  test('may show what is wrong, and no command that was not run', async () => {
    const page = fenced('ts', 'wrong();') + fenced('console', '$ true');
    expect(await problemsOf({ 'docs/rules/no-wrong.md': page })).toEqual([
      'docs/rules/no-wrong.md:4 block-has-a-marker',
    ]);
  });
});

describe('the real command line', () => {
  test('is asked for its help', { timeout: 60_000 }, async () => {
    const { commandHelp } = await import('./command-help.ts');
    const help = commandHelp(join(import.meta.dirname, '../../..'));
    expect(await help.of(['stop'])).toMatch(/^Usage: holdfast stop/);
    expect(await help.of(['no-such-command'])).toBeUndefined();
  });
});
