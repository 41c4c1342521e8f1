import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from './problem.ts';

interface Broken {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
}

/** Answers what Node could not read as a request at all, like any other refusal, and closes the connection. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerTo(brokenBy(error.code)));
  socket.destroySoon();
}

function brokenBy(code: string | undefined): Broken {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { code: 'request-timeout', status: 408, detail: 'The request did not arrive in time.' };
  if (code === 'HPE_HEADER_OVERFLOW')
    return { code: 'headers-too-large', status: 431, detail: 'The headers are larger than 16 KB.' };
  if (code === 'HPE_INVALID_METHOD') return { code: 'unknown-method', status: 400, detail: 'There is no such method.' };
  return { code: 'not-http', status: 400, detail: 'This cannot be read as HTTP.' };
}

function answerTo({ code, status, detail }: Broken): string {
  const title = STATUS_CODES[status] ?? 'Refused';
  // What it was about was not read.
  const problem: Problem = { type: `urn:holdfast:problem:${code}`, title, status, detail, instance: '/', code };
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${status} ${title}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
