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
const nothingYet = { view: null, lost: false, receivedAtMs: 0 };

type Change<V> = (next: (last: LiveView<V>) => LiveView<V>) => void;

/** Follows `event: <name>` of an event stream. Reconnects by itself for as long as the page is open. */
export function useLiveView<V>(path: string, name: string): LiveView<V> {
  const [live, setLive] = useState<LiveView<V>>(nothingYet);
  useEffect(() => follow(path, name, listenerOf<V>(setLive)), [path, name]);
  return live;
}

/** A stream that is opened before there is anything to draw it with; `useSyncExternalStore` takes it as it is. */
export interface LiveSource<V> {
  now(): LiveView<V>;
  onChange(listener: () => void): () => void;
  /** Resolves when there is something to show, or that there is nothing; after `withinMs` at the latest. */
  soon(withinMs: number): Promise<void>;
}

/** Opens the stream at once and for as long as the page is open. */
export function openLiveView<V>(path: string, name: string): LiveSource<V> {
  let live: LiveView<V> = nothingYet;
  const listeners = new Set<() => void>();
  function change(next: (last: LiveView<V>) => LiveView<V>): void {
    live = next(live);
    for (const listener of listeners) listener();
  }
  function onChange(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
  follow(path, name, listenerOf(change));
  return {
    now: () => live,
    onChange,
    soon: (withinMs) =>
      new Promise((resolve) => {
        onChange(resolve);
        setTimeout(resolve, withinMs);
      }),
  };
}

function listenerOf<V>(change: Change<V>): Listener {
  return {
    onView: (view) => change(() => ({ view: view as V, lost: false, receivedAtMs: performance.now() })),
    onAlive: () => change((last) => (last.lost ? { ...last, lost: false } : last)),
    onLost: () => change((last) => (last.lost ? last : { ...last, lost: true })),
  };
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
