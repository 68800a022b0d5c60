// Hears a scanner wherever the focus is; nothing on the operator's page is typed into a field.
import { useEffect, useRef } from 'react';
import { capture, emptyCapture, strokeOf } from './scan-capture.ts';

/**
 * Calls `onScan` with what was scanned. The keys are kept from the page: a scan's Enter presses no button. `eventName`:
 * a page that keeps keys from everybody tells them under another name.
 */
export function useScanner(onScan: (text: string) => void, eventName: string = 'keydown'): void {
  const heard = useRef(onScan);
  heard.current = onScan;
  useEffect(() => {
    let state = emptyCapture;
    function onKey(event: Event): void {
      if (!(event instanceof KeyboardEvent)) return;
      const stroke = strokeOf(event);
      if (stroke === null) return;
      const isLonely = state.text === '';
      const next = capture(state, stroke, event.timeStamp);
      state = next.state;
      // A lone Enter, Tab or space belongs to whoever uses the page by keyboard.
      const isForPage = isLonely && (stroke === 'end' || stroke.char === ' ');
      if (!isForPage) {
        event.preventDefault();
        event.stopPropagation();
      }
      if (next.scan) heard.current(next.scan);
    }
    document.addEventListener(eventName, onKey, { capture: true });
    return () => document.removeEventListener(eventName, onKey, { capture: true });
  }, [eventName]);
}
