import { defineEvent } from '@holdfast/contract-kit';
import { z } from 'zod';

/** All that is ever said in the worlds. */
export const TreeGrew = defineEvent({
  name: 'garden.tree-grew',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), number: z.int() }),
});
