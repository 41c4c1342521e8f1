/** There is nothing to start. */
export class NoServices extends Error {
  readonly code = 'no-services';

  constructor() {
    super(
      'There is no service yet, so there is nothing to start. Add a folder to apps/ with package.json, service.ts and ' +
        'src/main.ts, then run `./holdfast sync`. README.md shows a whole first service.',
    );
  }
}
