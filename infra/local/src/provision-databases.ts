import type { Requirements } from '@holdfast/system-model';
import type pg from 'pg';
import type { PostgresServer, Servers } from './infrastructure.ts';
import { urlFor, withConnection } from './postgres-admin.ts';
import { passwordOf } from './secret.ts';

type DatabaseRequirement = Requirements['databases'][number];

/** What was made for one service. */
export interface DatabaseAccess {
  readonly service: string;
  readonly database: string;
  readonly roles: DatabaseRequirement['roles'];
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
}

/** What the URLs of a server's databases come from. */
export interface DatabaseServer {
  /** The folder with the secret from which all passwords come. */
  readonly state: string;
  readonly postgres: Pick<PostgresServer, 'adminUrl'>;
}

/** Makes each service's database, its three roles and its two schemas. */
export async function provisionDatabases(
  servers: Servers,
  required: readonly DatabaseRequirement[],
  namespace: string,
): Promise<DatabaseAccess[]> {
  const all = required.map((database) => accessOf(servers, database));
  if (all.length === 0) return all;
  await withConnection(servers.postgres.adminUrl, async (admin) => {
    // Two provisions at once would meet in the catalogs; the second waits here and finds everything made.
    await admin.query('select pg_advisory_lock(hashtext($1))', [`holdfast provision ${namespace}`]);
    const maker = { admin, state: servers.state, mark: markOf(namespace), isSuperuser: await isTheSuperuser(admin) };
    for (const access of all) await makeDatabase(maker, access);
  });
  return all;
}

/** Where a service finds its database, and as whom. Nothing is asked of the server: the same answer before and after it is made. */
export function accessOf(
  { state, postgres }: DatabaseServer,
  { service, name, roles }: DatabaseRequirement,
): DatabaseAccess {
  const url = (user: string) =>
    urlFor(postgres.adminUrl, { user, password: rolePassword(state, user), database: name });
  return {
    service,
    database: name,
    roles,
    ownerUrl: url(roles.owner),
    appUrl: url(roles.app),
    relayUrl: url(roles.relay),
  };
}

/** The comment on everything that we made in a namespace, and on nothing else. */
export function markOf(namespace: string): string {
  return `holdfast ${namespace}`;
}

/** A database or role of this name is there and does not carry our mark, so it is somebody else's. */
export class NotOurs extends Error {
  readonly code = 'not-ours';

  constructor(kind: 'database' | 'role', name: string, mark: string) {
    super(
      `The ${kind} ${name} exists and was not made by Holdfast for this namespace (its comment is not '${mark}'). Rename or drop it, or set another HOLDFAST_NAMESPACE.`,
    );
  }
}

interface Maker {
  readonly admin: pg.Client;
  readonly state: string;
  readonly mark: string;
  readonly isSuperuser: boolean;
}

async function makeDatabase(maker: Maker, access: DatabaseAccess): Promise<void> {
  const { service, roles } = access;
  await makeRole(maker, roles.owner, { searchPath: service });
  await makeRole(maker, roles.app, { searchPath: service });
  await makeRole(maker, roles.relay, { searchPath: 'holdfast' });
  await makeEmptyDatabase(maker, access);
  await letIn(maker.admin, access);
  await withConnection(access.ownerUrl, async (owner) => await makeSchemas(owner, access));
}

// Role and mark in one transaction: a crash leaves no role that the next provision takes for somebody else's.
async function makeRole(
  { admin, state, mark, isSuperuser }: Maker,
  role: string,
  { searchPath }: { searchPath: string },
): Promise<void> {
  const isThere = await findOurs(admin, 'role', role, mark);
  const name = admin.escapeIdentifier(role);
  await inTransaction(admin, async () => {
    if (!isThere) {
      await admin.query(`create role ${name}`);
      await admin.query(`comment on role ${name} is ${admin.escapeLiteral(mark)}`);
    }
    // Each time: the state folder with its passwords may be new while the server is not.
    await admin.query(`alter role ${name} login password ${admin.escapeLiteral(rolePassword(state, role))}`);
    await admin.query(`alter role ${name} set search_path = ${admin.escapeIdentifier(searchPath)}`);
    // Who is not a superuser may give a database only to a role that it could itself become.
    if (!isSuperuser) await admin.query(`grant ${name} to current_user`);
  });
}

// A database cannot be made in a transaction. After a crash before its mark, its owner, which is marked, tells whose it is.
async function makeEmptyDatabase({ admin, mark }: Maker, { database, roles }: DatabaseAccess): Promise<void> {
  const isThere = await findOurs(admin, 'database', database, mark, roles.owner);
  const [name, owner] = [admin.escapeIdentifier(database), admin.escapeIdentifier(roles.owner)];
  if (!isThere) {
    await admin.query(
      `create database ${name} owner ${owner} template template0 encoding 'UTF8' locale_provider libc locale 'C'`,
    );
  }
  await admin.query(`comment on database ${name} is ${admin.escapeLiteral(mark)}`);
}

async function letIn(admin: pg.Client, { database, roles }: DatabaseAccess): Promise<void> {
  const name = admin.escapeIdentifier(database);
  const all = Object.values(roles).map((role) => admin.escapeIdentifier(role));
  await admin.query(`revoke all on database ${name} from public`);
  await admin.query(`grant connect on database ${name} to ${all.join(', ')}`);
}

async function makeSchemas(owner: pg.Client, { service, roles }: DatabaseAccess): Promise<void> {
  const [own, app, relay] = [service, roles.app, roles.relay].map((name) => owner.escapeIdentifier(name));
  await owner.query(`create schema if not exists holdfast; create schema if not exists ${own}`);
  await owner.query(`revoke all on schema public from public`);
  await owner.query(`grant usage on schema holdfast to ${app}, ${relay}; grant usage on schema ${own} to ${app}`);
}

async function findOurs(
  admin: pg.Client,
  kind: 'database' | 'role',
  name: string,
  mark: string,
  ourOwner?: string,
): Promise<boolean> {
  const { rows } = await admin.query<{ mark: string | null; owner: string }>(lookups[kind], [name]);
  const found = rows[0];
  if (found === undefined) return false;
  const isHalfMade = found.mark === null && found.owner === ourOwner;
  if (found.mark !== mark && !isHalfMade) throw new NotOurs(kind, name, mark);
  return true;
}

const lookups = {
  role: `select shobj_description(oid, 'pg_authid') as mark, rolname as owner from pg_roles where rolname = $1`,
  database: `select shobj_description(oid, 'pg_database') as mark, pg_get_userbyid(datdba) as owner from pg_database where datname = $1`,
};

async function isTheSuperuser(admin: pg.Client): Promise<boolean> {
  const { rows } = await admin.query<{ rolsuper: boolean }>(
    'select rolsuper from pg_roles where rolname = current_user',
  );
  return rows[0]?.rolsuper ?? false;
}

async function inTransaction(client: pg.Client, body: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await body();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function rolePassword(state: string, role: string): string {
  return passwordOf(state, `postgres ${role}`);
}
