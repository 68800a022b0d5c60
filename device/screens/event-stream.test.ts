import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStreams, viewEveryMs } from './event-stream.ts';

let server: Server;
let sockets: Socket[];
let responses: ServerResponse[];
let listeners: Set<() => void>;
let version: number;
let views: number;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const change = () => {
  version += 1;
  for (const listener of listeners) listener();
};

beforeEach(async () => {
  sockets = [];
  responses = [];
  listeners = new Set();
  version = 0;
  views = 0;
  const streams = createStreams();
  const source = {
    view: () => {
      views += 1;
      return { version };
    },
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  server = createServer((_request, response) => {
    responses.push(response);
    streams.serve('view', source, response as Response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A reader, and what it has read. */
async function read(): Promise<{ socket: Socket; text(): string; response: ServerResponse }> {
  const count = responses.length;
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await vi.waitFor(() => expect(text).toContain('data: {"version":'));
  return { socket, text: () => text, response: responses[count]! };
}

describe('an event stream', () => {
  it('[SCR-6] that its server ended takes no further view, however long its reader takes for the rest', async () => {
    const slow = await read();
    slow.socket.pause();
    const errors: unknown[] = [];
    slow.response.on('error', (error) => errors.push(error));
    while (slow.response.socket!.writableLength === 0) {
      slow.response.write('.'.repeat(60_000));
      await turn();
    }
    slow.response.end('retry: 50\n\n');
    const other = await read();
    change();
    await vi.waitFor(() => expect(other.text()).toContain('data: {"version":1}'));
    await turn();
    expect(errors).toEqual([]);
    slow.socket.destroy();
    await vi.waitFor(() => expect(listeners.size).toBe(1));
  });

  it('[SCR-6] asks for a view only so often, however many changes come in a row, and for the last one in any case', async () => {
    const reader = await read();
    const before = views;
    const beganMs = performance.now();
    for (let times = 0; times < 50; times += 1) {
      change();
      await turn();
    }
    const last = `data: {"version":${version}}`;
    await vi.waitFor(() => expect(reader.text()).toContain(last));
    expect(views - before).toBeLessThanOrEqual((performance.now() - beganMs) / viewEveryMs + 2);
  });
});
