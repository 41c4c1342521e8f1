/** How often what may still happen. */
export class Limits<Name extends string> {
  readonly #left: Record<Name, number>;

  constructor(limits: Readonly<Record<Name, number>>) {
    this.#left = { ...limits };
  }

  has(name: Name): boolean {
    return this.#left[name] > 0;
  }

  uses(name: Name): void {
    this.#left[name] -= 1;
  }

  key(): string {
    return Object.values(this.#left).join(',');
  }
}
