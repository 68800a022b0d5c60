// Server-sent events: the newest view after changes, a few times a second at most, never a queue of old ones.
import type { Request, Response } from 'express';
import type { Clock } from '../platform/clock.ts';
import { HttpError } from './errors.ts';

export interface Streams {
  /** Serves one reader until it goes away. Throws HttpError `too-many-streams` (HTTP-11). */
  serve(request: Request, response: Response): void;
  /** Ends all of them. */
  close(): void;
}

export interface StreamParts {
  name: string;
  /** The view as JSON; asked once per change for all readers together. */
  view(): unknown;
  onChange(listener: () => void): () => void;
  clock: Clock;
  /** Shortest time between two events. */
  pauseMs?: number;
  /** A view older than this is sent again although nothing happened: clocks in it move on. */
  aliveMs?: number;
  /** HTTP-11: readers at once; reading needs no token, and each holds a socket and a view. Default 200. */
  readersMax?: number;
}

const readersMaxDefault = 200;

interface Reader {
  response: Response;
  /** Its socket is full: it gets the newest view when it has drained. */
  isFull: boolean;
  isBehind: boolean;
}

/** HTTP-6: readers share one text per change. */
export function createStreams(parts: StreamParts): Streams {
  const { name, clock, pauseMs = 200, aliveMs = 10_000 } = parts;
  const readers = new Set<Reader>();
  let cancel: (() => void) | undefined;
  let cancelAlive: (() => void) | undefined;
  let lastSentMs = Number.NEGATIVE_INFINITY;

  const frame = () => `event: ${name}\ndata: ${JSON.stringify(parts.view())}\n\n`;

  function write(reader: Reader, text: string): void {
    reader.isBehind = reader.isFull;
    if (!reader.isFull) reader.isFull = !reader.response.write(text);
  }

  function sendAll(): void {
    cancel = undefined;
    if (readers.size === 0) return;
    lastSentMs = clock.monotonicMs();
    const text = frame();
    for (const reader of readers) write(reader, text);
    keepAlive();
  }

  function keepAlive(): void {
    cancelAlive?.();
    cancelAlive = readers.size === 0 ? undefined : clock.setTimer(aliveMs, sendAll);
  }

  function schedule(): void {
    if (cancel !== undefined || readers.size === 0) return;
    cancel = clock.setTimer(Math.max(0, lastSentMs + pauseMs - clock.monotonicMs()), sendAll);
  }
  const stop = parts.onChange(schedule);

  return {
    serve(request, response) {
      if (readers.size >= (parts.readersMax ?? readersMaxDefault)) {
        response.set('retry-after', '30');
        throw new HttpError('too-many-streams');
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const reader: Reader = { response, isFull: false, isBehind: false };
      response.on('drain', () => {
        reader.isFull = false;
        if (reader.isBehind) write(reader, frame());
      });
      request.on('close', () => {
        readers.delete(reader);
        if (readers.size === 0) cancelAlive?.();
      });
      readers.add(reader);
      write(reader, frame());
      keepAlive();
    },
    close() {
      stop();
      cancel?.();
      cancelAlive?.();
      for (const { response } of readers) response.end();
      readers.clear();
    },
  };
}
