export class CancellationTooLate extends Error {
  readonly code = 'cancellation-too-late';
  readonly state: string;

  constructor(state: string) {
    super(`The order is ${state}. From here on it cannot be cancelled any more.`);
    this.state = state;
  }
}
