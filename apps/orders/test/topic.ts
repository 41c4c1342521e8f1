/** What was said to or by one participant, in sequence. Reading may go back, as a consumer's does after a crash. */
export class Topic<T> {
  private readonly said: T[] = [];
  private next = 0;
  private readonly known = new Set<T>();

  get hasMore() {
    return this.next < this.said.length;
  }

  /** What was not read before, neither itself nor the same again. */
  get news() {
    return this.said.filter((message) => !this.known.has(message));
  }

  get wasRead() {
    return this.known.size > 0;
  }

  say(...messages: readonly T[]) {
    this.said.push(...messages);
  }

  read(): T {
    const message = this.said[this.next] as T;
    this.next += 1;
    this.known.add(message);
    return message;
  }

  rewind(by: number) {
    this.next = Math.max(0, this.next - by);
  }
}
