// Whoever sends a byte now and then holds a socket for a bounded time.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listenHttp, sendingTimes } from '../../hub/http/listen.ts';

let server: Listening;
const times = { headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 };

beforeAll(async () => {
  server = await listenHttp(
    (request, response) => {
      request.resume();
      request.once('end', () => response.end('whole'));
    },
    { host: '127.0.0.1', port: 0 },
    times,
  );
});
afterAll(() => server.close());

/** What comes back when so much is sent and then nothing. */
function sent(text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
  let got = '';
  socket.on('data', (bytes) => {
    got += bytes.toString();
  });
  socket.on('error', () => resolve(got));
  socket.on('close', () => resolve(got));
  return promise;
}

describe('a slow sender', () => {
  it('[SEC-15] of headers, and one of a body, is cut off with 408', async () => {
    const [headers, body, whole] = await Promise.all([
      sent('POST / HTTP/1.1\r\nHost: hub\r\nX-Slow: '),
      sent('POST / HTTP/1.1\r\nHost: hub\r\nContent-Length: 10\r\n\r\n{"a'),
      sent('POST / HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'),
    ]);
    expect(headers).toMatch(/^HTTP\/1\.1 408/);
    expect(body).toMatch(/^HTTP\/1\.1 408/);
    expect(whole).toContain('whole');
  });

  it('[SEC-15] has ten seconds for headers and two minutes for a request, looked at every five', () => {
    expect(sendingTimes).toEqual({
      headersTimeout: 10_000,
      requestTimeout: 120_000,
      connectionsCheckingInterval: 5_000,
    });
  });
});
