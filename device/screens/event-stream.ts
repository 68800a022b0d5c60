// Server-sent events: the newest view, again after every change, never a queue of old ones.
import type { Response } from 'express';

export interface StreamSource<V> {
  view(): V;
  onChange(listener: () => void): () => void;
}

/** How often a stream says that the agent is alive; a page takes a silence of four times this for a loss. */
export const aliveEveryMs = 5_000;

/** Many times what one counter's two screens and its technician open. */
const streamsMax = 16;

/** Streams of one server; `serve` answers false, and writes nothing, when as many are open as may be. */
export function createStreams(openMax = streamsMax) {
  let open = 0;
  return {
    serve<V>(name: string, source: StreamSource<V>, response: Response): boolean {
      if (open >= openMax) return false;
      open += 1;
      response.once('close', () => {
        open -= 1;
      });
      streamView(name, source, response);
      return true;
    },
  };
}

/**
 * SCR-6: streams `event: <name>` with the view as JSON until the client goes away, and `event: alive` between, so
 * that a page can tell a quiet counter from one that hangs.
 */
function streamView<V>(name: string, source: StreamSource<V>, response: Response): void {
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
  const heartbeat = setInterval(() => {
    if (!isDraining) response.write('event: alive\ndata: {}\n\n');
  }, aliveEveryMs);
  response.on('drain', () => {
    isDraining = false;
    schedule();
  });
  response.on('close', () => {
    clearInterval(heartbeat);
    stop();
  });
  response.write('retry: 1000\n\n');
  send();
}
