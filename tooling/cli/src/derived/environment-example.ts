import type { ConfigVariable } from './config-variables.ts';

/** The text of an app's `.env.example`: each variable with what it means; what may be left out is a comment. */
export function environmentExample(app: string, variables: readonly ConfigVariable[]): string {
  return [opening(app), ...variables.map(entry)].join('\n');
}

function opening(app: string): string {
  return [
    `# Written by \`./holdfast sync\` from apps/${app}/src/config.ts. Edit that, not this file.`,
    '# What ./holdfast start sets by itself, and a deployment has to. A line that begins with # may be left out, and shows the default.',
    '# A secret may stand in a file instead: <NAME>_FILE is its path, and <NAME> is left out.',
    '',
  ].join('\n');
}

function entry(variable: ConfigVariable): string {
  const { name, description = '', isSecret, isRequired } = variable;
  const remarks = [isRequired ? 'Required.' : '', isSecret ? 'Secret.' : ''].filter((remark) => remark !== '');
  const lines = [
    `# ${[description, ...remarks].join(' ')}`,
    `${isRequired ? '' : '#'}${name}=${variable.default ?? ''}`,
    ...(isSecret ? [`#${name}_FILE=`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
