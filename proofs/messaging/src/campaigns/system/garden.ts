import { defineEvent } from '@holdfast/contract-kit';
import { z } from 'zod';

/** What the garden says of a tree: its steps are numbered without a gap. */
export const TreeGrew = defineEvent({
  name: 'garden.tree-grew',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), number: z.int(), note: z.string() }),
});

/** What the library says when it has noted a step. */
export const GrowthNoted = defineEvent({
  name: 'library.growth-noted',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), number: z.int() }),
});
