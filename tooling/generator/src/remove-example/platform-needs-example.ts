/** A package of the platform, or a tool, depends on the example and would have to go with it. */
export class PlatformNeedsExample extends Error {
  readonly code = 'platform-needs-example';

  constructor(folders: readonly string[]) {
    super(
      `${folders.join(', ')} depends on the example, and the platform must not. Take the dependency out of its package.json first.`,
    );
  }
}
