/** What every PostgreSQL that we start is told, native or in a container. A test compares infra/docker/servers.yml with it. */
export function postgresSettings({ durable }: { durable: boolean }): Record<string, string> {
  const safe = durable ? 'on' : 'off';
  return {
    // Off is fast and loses acknowledged work in a crash: for tests that crash nothing.
    fsync: safe,
    synchronous_commit: safe,
    full_page_writes: safe,
    max_connections: '400',
    wal_level: 'logical',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
}
