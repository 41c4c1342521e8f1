import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openInfrastructure, startRun, type Infrastructure } from '@holdfast/local-infra';
import { eventually, testInfra, type OwnServers } from '@holdfast/testkit';
import pg from 'pg';
import { afterAll } from 'vitest';

/**
 * Starts a standby for servers of a test: a copy of the killed primary's folder that follows it. The primary confirms no
 * COMMIT that waits for the disk before the standby has it, too. Crashes the primary once.
 */
export async function startStandby(
  primary: OwnServers,
  settings: Record<string, string> = {},
): Promise<Infrastructure> {
  const run = startRun(testInfra().root, 'test-servers');
  afterAll(() => run.end());
  const state = join(run.folder, 'state');
  await primary.fault.killPostgres();
  copyState(primary.state, state, primary.postgres.adminUrl);
  await primary.fault.startPostgres();
  const standby = await openInfrastructure({
    root: testInfra().root,
    use: 'native',
    state,
    durable: true,
    kafka: 'none',
    services: [],
    run,
    log: () => undefined,
  });
  await asAdmin(primary, async (admin) => {
    const wanted = { ...settings, synchronous_standby_names: name };
    for (const [key, value] of Object.entries(wanted)) await admin.query(`alter system set ${key} = '${value}'`);
    await admin.query('select pg_reload_conf()');
    const follows = `select from pg_stat_replication where sync_state = 'sync'`;
    await eventually(async () => (await admin.query(follows)).rowCount === 1, { what: 'the standby follows' });
  });
  return standby;
}

/** The standby hears nothing any more. Answers the process of it that listens. */
export async function deafen(standby: Infrastructure): Promise<number> {
  let pid = 0;
  await asAdmin(standby, async (admin) => {
    pid = (await admin.query<{ pid: number }>('select pid from pg_stat_wal_receiver')).rows[0]!.pid;
  });
  process.kill(pid, 'SIGSTOP');
  return pid;
}

/**
 * Makes the standby the primary, on a timeline of its own. What was on its way to the one who does not hear is lost: it
 * ends in the middle of its work, which the standby mends by starting anew.
 */
export async function promote(standby: Infrastructure, deaf: number): Promise<void> {
  process.kill(deaf, 'SIGKILL');
  const promoted = () => asAdmin(standby, (admin) => admin.query('select pg_promote()')).then(() => true);
  await eventually(promoted, { what: 'the standby takes over', withinMs: 30_000 });
}

function copyState(from: string, to: string, primaryUrl: string): void {
  execFileSync('cp', ['-a', from, to]);
  for (const file of ['lock.json', 'postgres/server.json', 'postgres/port']) rmSync(join(to, file), { force: true });
  const data = join(to, 'postgres', 'data');
  writeFileSync(join(data, 'standby.signal'), '');
  const url = new URL(primaryUrl);
  const info = `host=${url.hostname} port=${url.port} user=${url.username} password=${url.password} application_name=${name}`;
  appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${info}'\n`);
}

async function asAdmin(servers: Infrastructure, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: servers.postgres.adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

const name = 'standby';
