// One server-sent event stream: headers, frames, a slow reader, the end.
import type { Request, Response } from 'express';
import { HttpError } from '../errors.ts';

export interface SseReader {
  /** False: the socket is full; wait for `drained` before writing more. */
  send(event: { name: string; data: unknown; id?: string }): boolean;
  /** A comment that keeps proxies from closing the line. */
  alive(): void;
  drained(run: () => void): void;
  end(): void;
}

export interface SseReaders {
  /** Opens a stream. Throws HttpError `too-many-streams` (HTTP-11). `gone` runs once, when the reader has left. */
  open(request: Request, response: Response, gone: () => void): SseReader;
  close(): void;
}

/** HTTP-11: so many readers at once. */
export function sseReaders(readersMax = 200): SseReaders {
  const open = new Set<Response>();
  return {
    open(request, response, gone) {
      if (open.size >= readersMax) {
        response.set('retry-after', '30');
        throw new HttpError('too-many-streams');
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.flushHeaders();
      open.add(response);
      request.on('close', () => {
        open.delete(response);
        gone();
      });
      // Between the end and `gone` a timer or a query may still come back; a write then would be an error of the hub.
      const write = (text: string) => !response.writableEnded && response.write(text);
      return {
        send({ name, data, id }) {
          const head = id === undefined ? '' : `id: ${id}\n`;
          return write(`${head}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
        },
        alive: () => void write(': alive\n\n'),
        drained: (run) => void response.on('drain', run),
        end: () => void response.end(),
      };
    },
    close() {
      for (const response of open) response.end();
      open.clear();
    },
  };
}
