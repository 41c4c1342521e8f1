import { readFileSync } from 'node:fs';

/** There is no Kafka to be had here; the message says why and names the command that mends it. */
export class KafkaMissing extends Error {
  readonly code = 'kafka-missing';

  constructor(why: string, mend: string, options?: ErrorOptions) {
    super(`There is no Kafka: ${why}. ${mend}, or start Docker, or name a broker in HOLDFAST_KAFKA_BROKERS.`, options);
  }
}

/** The command that installs Java and Maven on this machine, as the beginning of a sentence. */
export function howToInstallJava(
  platform: NodeJS.Platform = process.platform,
  osRelease: string = readOsRelease(),
): string {
  if (platform === 'darwin') return 'Run `brew install openjdk@17 maven`';
  const family = familyIn(osRelease);
  const known = packageCommands.find(([name]) => family.includes(name));
  return known ? `Run \`${known[1]}\`` : 'Install Java 17 or newer and Maven';
}

// Ubuntu calls itself like Debian too, but its default Java may be older than 17.
const packageCommands: readonly (readonly [string, string])[] = [
  ['ubuntu', 'apt-get install -y openjdk-21-jre-headless maven'],
  ['debian', 'apt-get install -y default-jre-headless maven'],
  ['fedora', 'dnf install -y java-21-openjdk-headless maven'],
  ['rhel', 'dnf install -y java-21-openjdk-headless maven'],
  ['alpine', 'apk add openjdk17-jre-headless maven'],
  ['arch', 'pacman -S --noconfirm jre-openjdk-headless maven'],
  ['suse', 'zypper install -y java-17-openjdk-headless maven'],
];

function familyIn(osRelease: string): string {
  return [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map((match) => match[1]).join(' ');
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
