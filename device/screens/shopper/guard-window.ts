// Keeps a public touch screen to what the page offers: no scans, no browser menus, no dragged pictures (SCR-34).
import { isIgnored, isTyped, type Key } from './keys.ts';

/** What was typed reaches no button, but whoever listens for a scanner (SCR-45). */
export const typedEvent = 'typed';

export function guardWindow(): void {
  let typedAtMs = Number.NEGATIVE_INFINITY;
  function onKey(event: KeyboardEvent): void {
    const key: Key = {
      key: event.key,
      isCommand: event.ctrlKey || event.altKey || event.metaKey,
      isRepeat: event.repeat,
    };
    if (isTyped(key)) typedAtMs = event.timeStamp;
    if (!isIgnored(key, typedAtMs, event.timeStamp)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === 'keydown') document.dispatchEvent(new KeyboardEvent(typedEvent, event));
  }
  for (const name of ['keydown', 'keyup'] as const) window.addEventListener(name, onKey, { capture: true });
  for (const name of ['contextmenu', 'dragstart']) {
    window.addEventListener(name, (event) => event.preventDefault());
  }
}
