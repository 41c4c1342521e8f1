import { defineEvent } from '@holdfast/contract-kit';
import { z } from 'zod';

/** What is said and heard in every measurement: some 300 bytes of JSON. */
export const TreeGrew = defineEvent({
  name: 'garden.tree-grew',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), number: z.int(), note: z.string() }),
});

export const note = 'x'.repeat(250);
