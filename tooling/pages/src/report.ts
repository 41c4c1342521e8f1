import type { PagesReport } from './check-pages.ts';
import type { Marker } from './marker.ts';

/** What a person reads: each problem with its place, what is shown and not run, and one line that counts. */
export function linesOf(report: PagesReport, written: readonly string[]): string[] {
  const { problems, pages, scripts } = report;
  const reasons = notRun(report);
  return [
    ...written.map((page) => `${page} written`),
    ...problems.map(({ page, line, rule, found }) => `${page}:${line} ${rule}: ${found}`),
    ...reasons.map(({ page, line, reason }) => `${page}:${line} is shown and not run: ${reason}`),
    `${pages.length} pages: ${count(report, 'cut')} blocks are cut from sources, ${count(report, 'help')} from help, ` +
      `${count(report, 'run')} are run by ${scripts.length} scripts, ${reasons.length} are not run; ` +
      `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`,
  ];
}

/** The same for programs, and what is to be run. */
export function resultOf(report: PagesReport, written: readonly string[]): object {
  const { pages, problems, scripts } = report;
  const blocks = { cut: count(report, 'cut'), help: count(report, 'help'), run: count(report, 'run') };
  return { pages: pages.length, blocks, notRun: notRun(report), problems, scripts, written };
}

function count(report: PagesReport, kind: Marker['kind']): number {
  return markersOf(report).filter(({ marker }) => marker.kind === kind).length;
}

function notRun(report: PagesReport): { page: string; line: number; reason: string }[] {
  return markersOf(report).flatMap(({ page, line, marker }) =>
    marker.kind === 'not run' ? [{ page, line, reason: marker.reason }] : [],
  );
}

function markersOf({ pages }: PagesReport): { page: string; line: number; marker: Marker }[] {
  return pages.flatMap(({ page, blocks }) =>
    blocks.flatMap(({ block, finding: { marker } }) => (marker ? [{ page: page.path, line: block.line, marker }] : [])),
  );
}
