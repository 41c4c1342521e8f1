import { startTimeOf, type NewChild, type Run } from '@holdfast/local-infra';

/** A run that can say which processes it holds at the moment. */
export interface TrackedRun extends Run {
  children(): readonly TrackedChild[];
  /** Servers that ended although the run goes on, and did not come back under their name. */
  lostServers(): readonly TrackedChild[];
}

/** A child, and when it started: its number alone may belong to another process later. */
export type TrackedChild = NewChild & { readonly startedAt: string };

/** Looks over the shoulder of a run. */
export function trackRun(run: Run): TrackedRun {
  const children = new Map<number, TrackedChild>();
  const lost = new Map<string, TrackedChild>();
  return {
    id: run.id,
    folder: run.folder,
    get isEnding() {
      return run.isEnding;
    },
    children: () => [...children.values()],
    lostServers: () => [...lost.values()],
    add: (child) => {
      children.set(child.pid, { ...child, startedAt: startTimeOf(child.pid) ?? 'ended already' });
      lost.delete(child.name);
      run.add(child);
    },
    remove: (pid) => {
      const child = children.get(pid);
      if (child?.kind === 'server') lost.set(child.name, child);
      children.delete(pid);
      run.remove(pid);
    },
    addProject: (project) => run.addProject(project),
    removeProject: (name) => run.removeProject(name),
    end: async () => await run.end(),
  };
}
