import { Client } from 'pg';

/** Connects to PostgreSQL; the connection ends with its scope. */
export async function openClient(databaseUrl: string): Promise<Client & AsyncDisposable> {
  const client = new Client(databaseUrl);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
