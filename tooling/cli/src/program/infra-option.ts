import { Option } from 'commander';

/** Where a command's servers come from. */
export function infraOption(): Option {
  return new Option('--infra <provider>', 'where PostgreSQL and Kafka come from')
    .choices(['auto', 'given', 'docker', 'native'])
    .default('auto');
}
