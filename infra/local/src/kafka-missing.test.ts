import { expect, test } from 'vitest';
import { howToInstallJava } from './kafka-missing.ts';

test.each([
  ['linux', 'ID=debian\n', 'default-jre-headless'],
  ['linux', 'ID=pop\nID_LIKE="ubuntu debian"\n', 'openjdk-21-jre-headless'],
  ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install'],
  ['linux', 'ID=alpine\n', 'apk add'],
  ['linux', '', 'Install Java 17'],
  ['darwin', '', 'brew install'],
] as const)('on %s with %j the command is %s', (platform, osRelease, command) => {
  expect(howToInstallJava(platform, osRelease)).toContain(command);
});
