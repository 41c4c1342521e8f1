import { sql } from 'kysely';
import type { TwoServices } from './two-services.ts';

/** Lets the trees grow: so many steps in a second, or as fast as they can. */
export async function openPace({ owner }: TwoServices, perSecond?: number): Promise<void> {
  await sql`update garden.pace set is_open = true, per_second = ${perSecond ?? null}`.execute(owner.garden);
}

/** Lets no tree grow any more. What is being committed just now still is. */
export async function closePace({ owner }: TwoServices): Promise<void> {
  await sql`update garden.pace set is_open = false`.execute(owner.garden);
}
