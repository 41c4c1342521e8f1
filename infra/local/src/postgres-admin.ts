import pg from 'pg';

/** Runs `use` with one connection and closes it. */
export async function withConnection<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'holdfast' });
  client.on('error', () => undefined); // A connection that breaks fails the statement that waits on it; that is enough.
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The same server, as somebody else or in another database. */
export function urlFor(
  adminUrl: string,
  { user, password, database }: { user: string; password: string; database: string },
): string {
  const url = new URL(adminUrl);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

/** On a server of our own: whoever has a login, but was let into no database, stands before closed doors. */
export async function closeToOthers(client: pg.Client): Promise<void> {
  await client.query('revoke connect, temporary on database postgres, template1 from public');
}

/** The server's version, such as 18.4. */
export async function versionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return rows[0]?.server_version.split(' ')[0] ?? 'unknown';
}
