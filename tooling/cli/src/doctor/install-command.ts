import { existsSync } from 'node:fs';

/** Names of one program's package, by package manager. */
export interface Packages {
  readonly apt: string;
  readonly dnf: string;
  readonly apk: string;
  readonly brew: string;
}

/** The command that installs a package on this machine, or a sentence where we do not know its package manager. */
export function installCommand(packages: Packages, { platform = process.platform, has = existsSync } = {}): string {
  if (platform === 'darwin') return `brew install ${packages.brew}`;
  const known = managers.find(({ file }) => has(file));
  return known ? `${known.install} ${packages[known.name]}` : `install ${packages.apt} with your package manager`;
}

const managers = [
  { name: 'apt', file: '/usr/bin/apt-get', install: 'apt-get install -y' },
  { name: 'dnf', file: '/usr/bin/dnf', install: 'dnf install -y' },
  { name: 'apk', file: '/sbin/apk', install: 'apk add' },
] as const;
