import { generateKeyPairSync } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { JWK } from 'jose';
import { inTransaction } from '../storage/in-transaction.ts';

export interface IssuerKey {
  readonly id: number;
  readonly kid: string;
  readonly privateKey: JWK;
  readonly publicKey: JWK;
}

/** Kept with the ledgers, so that a token is good as long as it says, also after a restart. */
export class IssuerKeys {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** Those that are published, the one that signs first. The first one is made when somebody asks. */
  published(): readonly [IssuerKey, ...IssuerKey[]] {
    const [newest, ...older] = this.kept();
    if (newest !== undefined) return [newest, ...older];
    return inTransaction(this.database, () => [this.make()]);
  }

  /** A new one signs from now on. The one before stays published, unless it is withdrawn: then nobody believes it any more. */
  rotate({ withdraw }: { withdraw: boolean }): void {
    inTransaction(this.database, () => {
      const [last] = this.kept();
      const made = this.make();
      const oldest = withdraw || last === undefined ? made : last;
      this.database.prepare('delete from issuer_keys where id < ?').run(oldest.id);
    });
  }

  private kept(): IssuerKey[] {
    const rows = this.database.prepare('select id, private_key from issuer_keys order by id desc').all();
    return rows.map((row) => keyOf(Number(row['id']), JSON.parse(String(row['private_key'])) as JWK));
  }

  private make(): IssuerKey {
    const privateKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK;
    const { lastInsertRowid } = this.database
      .prepare('insert into issuer_keys (private_key) values (?)')
      .run(JSON.stringify(privateKey));
    return keyOf(Number(lastInsertRowid), privateKey);
  }
}

function keyOf(id: number, privateKey: JWK): IssuerKey {
  const { kty, crv, x } = privateKey as { kty: string; crv: string; x: string };
  // Of the key itself: whoever remembers the keys of another state folder must not take them for these.
  const kid = x.slice(0, 12);
  return { id, kid, privateKey, publicKey: { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' } };
}
