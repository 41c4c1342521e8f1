import { Client } from 'pg';

/** One message that a service has committed to say. A second row for the same thing is a doubled effect, whatever its id. */
export interface Said {
  readonly subject: string;
  readonly type: string;
}

/**
 * A witness in a service's own database, which the service does not know of: every row that is committed to the outbox is
 * copied to where no relay deletes it. Made by the owner, so the service's own roles cannot change what it holds.
 */
export async function placeWitness(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, (client) => client.query(witnessSql));
}

/** All that was said so far. */
export async function heard(ownerUrl: string): Promise<readonly Said[]> {
  return await rows<Said>(ownerUrl, 'select subject, type from witness.said order by id');
}

/** Rows of a question to one service's database, asked as its owner. */
export async function rows<Row>(ownerUrl: string, question: string): Promise<readonly Row[]> {
  return await asOwner(ownerUrl, async (client) => (await client.query(question)).rows as Row[]);
}

async function asOwner<T>(ownerUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl });
  client.on('error', () => undefined); // A server that is killed meanwhile also fails the query, which is what counts.
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const witnessSql = `
  create schema witness;
  create table witness.said (id bigint generated always as identity, subject text not null, type text not null);
  create function witness.hear() returns trigger language plpgsql security definer as $$
  begin
    insert into witness.said (subject, type) values (new.key, new.headers ->> 'ce_type');
    return null;
  end $$;
  create trigger hear after insert on holdfast.outbox for each row execute function witness.hear();
`;
