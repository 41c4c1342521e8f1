import { Client } from 'pg';

/** Rows of a question to one service's database, asked as its owner. */
export async function rows<Row>(ownerUrl: string, question: string): Promise<readonly Row[]> {
  return await asOwner(ownerUrl, async (client) => (await client.query(question)).rows as Row[]);
}

/** One row of a question that has exactly one. */
export async function row<Row>(ownerUrl: string, question: string): Promise<Row> {
  const [only, ...more] = await rows<Row>(ownerUrl, question);
  if (only === undefined || more.length > 0) throw new Error(`not one row: ${question}`);
  return only;
}

export async function asOwner<T>(ownerUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl });
  client.on('error', () => undefined); // A server that is killed meanwhile also fails the query, which is what counts.
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
