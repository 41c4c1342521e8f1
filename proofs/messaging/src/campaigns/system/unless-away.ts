import { databaseTrouble } from '@holdfast/work';

/** For `catch`: a campaign kills its database now and then, and what was asked of it meanwhile is asked again. */
export function unlessAway(error: unknown): undefined {
  if (databaseTrouble(error) === undefined) throw error;
  return undefined;
}
