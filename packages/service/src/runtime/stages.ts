/** One step of a shutdown. */
export interface Stage {
  readonly name: string;
  run(): Promise<unknown>;
  /** What it still waits for, for the log of a shutdown that took too long. */
  waitingFor?(): readonly string[];
}

/**
 * Runs the stages one after the other. Resolves with nothing when all are through, or, once the deadline has passed,
 * with what was left. A stage that fails is reported and does not keep the later ones from running: a relay that
 * cannot flush is no reason to leave connections open.
 */
export async function runStages(
  stages: readonly Stage[],
  { deadlineMs, failed }: { deadlineMs: number; failed: (stage: string, error: unknown) => void },
): Promise<readonly string[]> {
  const waiting = new Set(stages);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)));
  const all = (async () => {
    for (const stage of stages) {
      await stage.run().catch((error: unknown) => failed(stage.name, error));
      waiting.delete(stage);
    }
  })();
  await Promise.race([all, deadline]);
  clearTimeout(timer);
  return [...waiting].flatMap(leftBy);
}

function leftBy(stage: Stage): string[] {
  const things = stage.waitingFor?.() ?? [];
  return things.length === 0 ? [stage.name] : things.map((thing) => `${stage.name}: ${thing}`);
}
