// Server-sent events: the newest view, again after every change, never a queue of old ones.
import type { Response } from 'express';

export interface StreamSource<V> {
  view(): V;
  onChange(listener: () => void): () => void;
}

/** How often a stream says that the agent is alive; a page takes a silence of four times this for a loss. */
export const aliveEveryMs = 5_000;

/** Between two views of one stream: a sale tells of dozens of changes in a second, and each view asks the gate for every slot. */
export const viewEveryMs = 40;

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
  let next: NodeJS.Timeout | undefined;
  let sentAtMs = Number.NEGATIVE_INFINITY;
  let isDraining = false;
  let last = '';
  // An ended stream lives on until its reader has taken the rest; writing to it would be an error nobody catches.
  const isOver = () => response.writableEnded || response.destroyed;

  function send(): void {
    next = undefined;
    if (isOver()) return;
    sentAtMs = performance.now();
    const data = JSON.stringify(source.view());
    if (data === last || isDraining) return;
    last = data;
    // A reader that does not keep up gets the newest view once it has drained, and nothing in between.
    isDraining = !response.write(`event: ${name}\ndata: ${data}\n\n`);
  }
  function schedule(): void {
    next ??= setTimeout(send, Math.max(0, sentAtMs + viewEveryMs - performance.now()));
  }

  const stop = source.onChange(schedule);
  const heartbeat = setInterval(() => {
    if (!isDraining && !isOver()) response.write('event: alive\ndata: {}\n\n');
  }, aliveEveryMs);
  response.on('drain', () => {
    isDraining = false;
    schedule();
  });
  response.on('close', () => {
    clearInterval(heartbeat);
    clearTimeout(next);
    stop();
  });
  response.write('retry: 1000\n\n');
  send();
}
