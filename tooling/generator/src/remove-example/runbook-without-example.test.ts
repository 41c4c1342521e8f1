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
