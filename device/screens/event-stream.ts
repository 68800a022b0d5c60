// Server-sent events: the newest view, again after every change, never a queue of old ones.
import type { Request, Response } from 'express';

export interface StreamSource<V> {
  view(): V;
  onChange(listener: () => void): () => void;
}

/** Streams `event: <name>` with the view as JSON until the client goes away. */
export function streamView<V>(
  name: string,
  source: StreamSource<V>,
  request: Request,
  response: Response,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  let isScheduled = false;
  let isDraining = false;
  let last = '';

  function send(): void {
    isScheduled = false;
    const data = JSON.stringify(source.view());
    if (data === last || isDraining) return;
    last = data;
    // A reader that does not keep up gets the newest view once it has drained, and nothing in between.
    isDraining = !response.write(`event: ${name}\ndata: ${data}\n\n`);
  }
  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(send);
  }

  const stop = source.onChange(schedule);
  const heartbeat = setInterval(() => response.write(': alive\n\n'), 15_000);
  response.on('drain', () => {
    isDraining = false;
    schedule();
  });
  request.on('close', () => {
    clearInterval(heartbeat);
    stop();
  });
  send();
}
