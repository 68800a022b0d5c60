// The newest view, as it comes, and whether the line to the agent stands (SCR-6).
import { useEffect, useState } from 'react';

export interface LiveView<V> {
  view: V | null;
  /** True while no answer comes; what is shown may be old, so nothing may be bought. */
  lost: boolean;
  /** When the view came, on the clock of `performance.now()`. */
  receivedAtMs: number;
}

/** The agent says every five seconds that it is alive (event-stream.ts); this long without a word, it is not. */
const silenceMs = 20_000;
const reopenMs = 2_000;

/** Follows `event: <name>` of an event stream. Reconnects by itself for as long as the page is open. */
export function useLiveView<V>(path: string, name: string): LiveView<V> {
  const [live, setLive] = useState<LiveView<V>>({ view: null, lost: false, receivedAtMs: 0 });
  useEffect(
    () =>
      follow(path, name, {
        onView: (view) => setLive({ view: view as V, lost: false, receivedAtMs: performance.now() }),
        onAlive: () => setLive((last) => (last.lost ? { ...last, lost: false } : last)),
        onLost: () => setLive((last) => (last.lost ? last : { ...last, lost: true })),
      }),
    [path, name],
  );
  return live;
}

interface Listener {
  onView(view: unknown): void;
  onAlive(): void;
  onLost(): void;
}

function follow(path: string, name: string, listener: Listener): () => void {
  let stream: EventSource;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  function heard(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(reopen, silenceMs);
  }
  function reopen(): void {
    listener.onLost();
    stream.close();
    clearTimeout(reopening);
    reopening = setTimeout(open, reopenMs);
  }
  function open(): void {
    stream = new EventSource(path);
    heard();
    stream.addEventListener(name, (event) => {
      heard();
      listener.onView(JSON.parse(event.data));
    });
    stream.addEventListener('alive', () => {
      heard();
      listener.onAlive();
    });
    stream.onerror = () => {
      listener.onLost();
      // After an answer that is no event stream the browser gives up; this page never does.
      if (stream.readyState === EventSource.CLOSED) reopen();
    };
  }

  open();
  return () => {
    clearTimeout(watchdog);
    clearTimeout(reopening);
    stream.close();
  };
}
