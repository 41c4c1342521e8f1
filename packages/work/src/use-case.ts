/** A named function of a command and a scope. The name is the span, the log field and the metric's label. */
export interface UseCase<C, S, R> {
  (command: C, scope: S): Promise<R>;
  readonly useCase: string;
}

/**
 * Names a use case. `run` may run more than once for one call, each time in a fresh transaction, so it must have no
 * effects of its own: everything that it changes or says goes through the scope.
 */
export function useCase<C, S, R>(name: string, run: (command: C, scope: S) => Promise<R>): UseCase<C, S, R> {
  return Object.assign((command: C, scope: S) => run(command, scope), { useCase: name });
}
