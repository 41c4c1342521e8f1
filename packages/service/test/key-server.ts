import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import { onTestFinished } from 'vitest';

/** Where the keys of an issuer are, which a test may exchange, break and take away. */
export interface KeyServer {
  readonly url: string;
  answer: { status: number; body: string };
  /** It takes the question, and the answer never comes. */
  isSilent: boolean;
  /** How often it was asked. */
  asked(): number;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** A key pair that has a name. */
export async function namedKeys(kid: string, alg = 'EdDSA'): Promise<{ jwk: JWK; privateKey: CryptoKey }> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg }, privateKey };
}

/** Starts one with these keys. It ends with the test. */
export async function keyServer(keys: readonly JWK[]): Promise<KeyServer> {
  let [asked, server, port]: [number, Server | undefined, number] = [0, undefined, 0];
  const start = async () => {
    server = createServer((_request, response) => {
      asked += 1;
      if (self.isSilent) return;
      response.writeHead(self.answer.status, { 'content-type': 'application/json' }).end(self.answer.body);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    const stopping = server;
    server = undefined;
    if (!stopping) return;
    stopping.closeAllConnections();
    await new Promise((resolve) => stopping.close(resolve));
  };
  await start();
  onTestFinished(stop);
  const self = {
    url: `http://127.0.0.1:${port}/jwks`,
    answer: keySet(keys),
    isSilent: false,
    asked: () => asked,
    stop,
    restart: start,
  };
  return self;
}

/** What a server of keys answers. */
export function keySet(keys: readonly JWK[]): { status: number; body: string } {
  return { status: 200, body: JSON.stringify({ keys }) };
}
