// The dashboard as the hub sends it; reconnects by itself and says when it cannot.
import { useEffect, useState } from 'react';
import type { Dashboard } from '../../http/views.ts';

export type Connection = 'connecting' | 'live' | 'lost';

export interface LiveDashboard {
  view: Dashboard | undefined;
  connection: Connection;
}

/** The hub sends something every ten seconds at least. */
const silentMs = 25_000;
const retryMs = 2000;

export function useDashboard(): LiveDashboard {
  const [state, setState] = useState<LiveDashboard>({ view: undefined, connection: 'connecting' });
  useEffect(() => {
    let source: EventSource;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let watch: ReturnType<typeof setTimeout> | undefined;

    function lose(): void {
      setState((before) => ({ ...before, connection: 'lost' }));
      source.close();
      clearTimeout(watch);
      clearTimeout(retry);
      retry = setTimeout(open, retryMs);
    }
    function heard(): void {
      clearTimeout(watch);
      watch = setTimeout(lose, silentMs);
    }
    function open(): void {
      source = new EventSource('/api/dashboard/events');
      source.addEventListener('dashboard', ({ data }) => {
        heard();
        setState({ view: JSON.parse(data) as Dashboard, connection: 'live' });
      });
      source.onerror = lose;
      heard();
    }
    open();
    return () => {
      source.close();
      clearTimeout(retry);
      clearTimeout(watch);
    };
  }, []);
  return state;
}
