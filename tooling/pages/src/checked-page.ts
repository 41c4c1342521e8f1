import type { BlockFinding } from './check-block.ts';
import type { Block, Page } from './page.ts';

/** A page, and what was found about each of its blocks. */
export interface CheckedPage {
  readonly page: Page;
  readonly blocks: readonly CheckedBlock[];
}

export interface CheckedBlock {
  readonly block: Block;
  readonly finding: BlockFinding;
}
