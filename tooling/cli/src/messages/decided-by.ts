import { whoAndWhy, type WhoAndWhy } from '../who-and-why.ts';

/** What may be a dry run, and who decides it. */
export interface MaybeDecided {
  readonly dryRun?: boolean;
  readonly because?: string;
  readonly by?: string;
}

/** Who decides, and why. Of a dry run nothing is kept, so that it need not be said. Throws Unexplained. */
export function decidedBy({ dryRun = false, because, by }: MaybeDecided): WhoAndWhy {
  return dryRun && because === undefined ? { by: by ?? '', because: '' } : whoAndWhy({ by, because: because ?? '' });
}
