import { userInfo } from 'node:os';

/** Who has something done by hand, and why: both are kept with what was done. */
export interface WhoAndWhy {
  readonly by: string;
  readonly because: string;
}

/** What `--by` and `--because` say; the login name where nobody is named. Throws {@link Unexplained}. */
export function whoAndWhy({
  by = userInfo().username,
  because,
}: {
  by?: string | undefined;
  because: string;
}): WhoAndWhy {
  const said = { by: by.trim(), because: because.trim() };
  if (said.by === '' || said.because === '') throw new Unexplained();
  return said;
}

/** The options' words, the same for every command that has something done. */
export const becauseOption = ['--because <why>', 'why; is kept with it'] as const;
export const byOption = ['--by <name>', 'who; is kept with it (your login name when left out)'] as const;

/** Nobody, or no reason: whoever reads the books later could ask nobody. */
export class Unexplained extends Error {
  readonly code = 'unexplained';

  constructor() {
    super(
      '--because and --by are kept with what you have done, and may not be blank. Write how you know that it is right: --because "seen in their ledger".',
    );
  }
}
