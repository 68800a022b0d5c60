import { describe, expect, it } from 'vitest';
import { isIgnored, isTyped, type Key } from './keys.ts';

const key = (name: string, changes: Partial<Key> = {}): Key => ({
  key: name,
  isCommand: false,
  isRepeat: false,
  ...changes,
});

describe('keys on the shopper page', () => {
  it('[SCR-34] a scan is not heard: neither its characters nor the Enter at its end', () => {
    expect(isTyped(key('6'))).toBe(true);
    expect(isIgnored(key('6'), -Infinity, 1000)).toBe(true);
    expect(isIgnored(key('Enter'), 1000, 1008)).toBe(true);
    expect(isIgnored(key('Enter'), 1000, 1500)).toBe(false);
  });

  it('[SCR-34] a held key acts once, and no command of the browser is heard', () => {
    expect(isIgnored(key('Enter', { isRepeat: true }), -Infinity, 0)).toBe(true);
    for (const name of ['F5', 'F11', 'F12', 'BrowserBack', 'ContextMenu']) {
      expect(isIgnored(key(name), -Infinity, 0), name).toBe(true);
    }
    expect(isIgnored(key('Tab', { isCommand: true }), -Infinity, 0)).toBe(true);
  });

  it('[SCR-34] somebody with a keyboard or a switch can still move and choose', () => {
    for (const name of ['Tab', 'Enter', ' ', 'Escape', 'ArrowDown']) {
      expect(isIgnored(key(name), -Infinity, 0), name).toBe(false);
    }
  });
});
