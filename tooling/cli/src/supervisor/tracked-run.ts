import type { NewChild, Run } from '@holdfast/local-infra';

/** A run that can say which processes it holds at the moment. */
export interface TrackedRun extends Run {
  children(): readonly NewChild[];
}

/** Looks over the shoulder of a run. */
export function trackRun(run: Run): TrackedRun {
  const children = new Map<number, NewChild>();
  return {
    id: run.id,
    folder: run.folder,
    get isEnding() {
      return run.isEnding;
    },
    children: () => [...children.values()],
    add: (child) => {
      children.set(child.pid, child);
      run.add(child);
    },
    remove: (pid) => {
      children.delete(pid);
      run.remove(pid);
    },
    addProject: (project) => run.addProject(project),
    removeProject: (name) => run.removeProject(name),
    end: async () => await run.end(),
  };
}
