import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { answerUnreadable } from './client-errors.ts';

/** What a caller receives when this error comes of his connection. */
async function receivedAfter(code: string): Promise<string> {
  const server = createServer((socket: Socket) => {
    answerUnreadable(Object.assign(new Error('of Node'), { code }), socket);
    if (code === 'ECONNRESET') socket.destroy();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  caller.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(caller, 'close');
  return text;
}

describe('a request that Node gives up', () => {
  test.each([
    ['ERR_HTTP_REQUEST_TIMEOUT', 'HTTP/1.1 408 Request Timeout', 'request-timeout'],
    ['HPE_HEADER_OVERFLOW', 'HTTP/1.1 431 Request Header Fields Too Large', 'headers-too-large'],
    ['HPE_INVALID_METHOD', 'HTTP/1.1 400 Bad Request', 'unknown-method'],
    ['HPE_INVALID_VERSION', 'HTTP/1.1 400 Bad Request', 'not-http'],
  ])('is answered with a problem, and the connection is closed: %s', async (code, line, problem) => {
    const [head = '', body = ''] = (await receivedAfter(code)).split('\r\n\r\n');
    expect(head).toContain(line);
    expect(head).toContain(`content-length: ${body.length}`);
    expect(JSON.parse(body)).toMatchObject({ code: problem, type: `urn:holdfast:problem:${problem}` });
  });

  test('is not answered when the caller has gone', async () => {
    expect(await receivedAfter('ECONNRESET')).toBe('');
  });
});
