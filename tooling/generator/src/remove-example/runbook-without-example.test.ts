import { expect, test } from 'vitest';
import { runbookWithoutExample } from './runbook-without-example.ts';

const page = `# A book is late

It is at home.

## Make it
With the library:
<!-- run: late/lend -->
\`\`\`console
$ lend library
lent
\`\`\`

## See
<!-- run: late/list again -->
\`\`\`console
$ ./holdfast messages status library
library: 1 late
$ ./holdfast messages status postman | grep late
$ NAME=$(./holdfast messages list postman | head -1)
\`\`\`
Then:
<!-- run: late/mend edit=apps/library/x.ts -->
\`\`\`diff
+never late
\`\`\`
<!-- run: late/mended stays ends=faulty -->
\`\`\`console
$ ./holdfast dev library
…
\`\`\`
Wait.

## Make it come back
<!-- run: late/back -->
\`\`\`console
$ bring
\`\`\`
## It is over
It is back.
`;

test.each([
  [[], '$ ./holdfast messages status garden-shed'],
  [['garden', 'garden-shed'], '$ ./holdfast messages status <service>'],
  [['garden'], '$ ./holdfast messages status garden-shed'],
])('names of services are whole words: %j', (services, line) => {
  const shown = '<!-- run: late/list -->\n```console\n$ ./holdfast messages status garden-shed\n```\n';
  expect(runbookWithoutExample(shown, services)).toContain(`\n${line}\n`);
});

test('a runbook without the example has the commands, for any service, and nothing that makes the situation', () => {
  expect(runbookWithoutExample(page, ['library', 'postman'])).toBe(`# A book is late

It is at home.

## See
<!-- not run: there is no service yet -->
\`\`\`console
$ ./holdfast messages status <service>
$ NAME=$(./holdfast messages list <service> | head -1)
\`\`\`
Then:
Wait.

## It is over
It is back.
`);
});
