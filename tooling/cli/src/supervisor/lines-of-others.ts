import { startsUnderWay, underWayText } from './start-record.ts';
import { runningSystems } from './system-record.ts';

/** What whoever starts a system beside others must know of them. */
export function linesOfOthers(root: string, ownRun: string): string[] {
  const starts = startsUnderWay(root);
  const up = runningSystems(root).filter(({ run, orphaned }) => !orphaned && !starts.some((one) => one.run === run));
  const upLines = up.map(({ system, owner }) => `${system} is up here already (process ${owner.pid})`);
  const lines = [...upLines, ...starts.filter(({ run }) => run !== ownRun).map(underWayText)];
  return lines.map((line) => `${line}; this is another start beside it. ./holdfast status shows both.`);
}
