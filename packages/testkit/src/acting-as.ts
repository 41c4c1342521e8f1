/** Who asks, as the platform's calls name it. */
export interface TestActor {
  readonly id: string;
  readonly roles: readonly string[];
}

/** Somebody with one role: `as('gardener')`, or a certain one: `as('gardener', 'rose')`. */
export function as(role: string, id = `a-${role}`): TestActor {
  return { id, roles: [role] };
}
