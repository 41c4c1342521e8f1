/** How the restart of an app went after a save. */
export interface SaveResult {
  readonly app: string;
  readonly error?: Error;
}

/** A save, and everything that came of it. */
export interface FinishedSave {
  readonly files: ReadonlySet<string>;
  readonly results: readonly SaveResult[];
  readonly tookMs: number;
}

/** `apps/garden/src/plant.ts changed: garden is ready again after 1.8 s`, and why another one is not. */
export function restartLines({ files, results, tookMs }: FinishedSave): string[] {
  const ready = results.filter(({ error }) => error === undefined).map(({ app }) => app);
  const failed = results.filter(({ error }) => error !== undefined);
  const what = `${named([...files])} changed:`;
  const seconds = `after ${(tookMs / 1000).toFixed(1)} s`;
  const isOrAre = ready.length === 1 ? 'is' : 'are';
  return [
    ...(ready.length > 0 ? [`${what} ${named(ready)} ${isOrAre} ready again ${seconds}`] : []),
    ...failed.map(({ error }) => `${what} ${error?.message}\n  It is tried again at the next save.`),
  ];
}

/** For whoever waits longer than usual. */
export function slowLine({
  files,
  waitingFor,
}: {
  files: ReadonlySet<string>;
  waitingFor: ReadonlySet<string>;
}): string {
  return `${named([...files])} changed: restarting ${named([...waitingFor])} …`;
}

/** What a running system does not take over from its declarations. */
export function newStartLine(files: readonly string[]): string {
  return `${named(files)} changed: databases, topics, rights and ports are as they were. For what it says now: Ctrl-C, and dev once more.`;
}

/** Three of them, and how many more. */
function named(names: readonly string[]): string {
  if (names.length <= 3) return names.join(', ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
