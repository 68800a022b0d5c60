import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capture, emptyCapture, groupSeparator, type KeyLike, strokeOf } from './scan-capture.ts';

const key = (name: string, more: Partial<KeyLike> = {}): KeyLike => ({
  key: name,
  code: '',
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

/** Types the keys with so many milliseconds between them; the scans that came out. */
function type(keys: KeyLike[], gapMs = 5): string[] {
  let state = emptyCapture;
  const scans: string[] = [];
  keys.forEach((each, index) => {
    const next = capture(state, strokeOf(each), 1000 + index * gapMs);
    state = next.state;
    if (next.scan) scans.push(next.scan);
  });
  return scans;
}
const text = (words: string) => [...words].map((char) => key(char));

const scanText = fc.string({
  unit: fc.constantFrom(...'0123456789ABCabc()-+/%]', groupSeparator),
  minLength: 4,
  maxLength: 60,
});

describe('a scan among keys', () => {
  it('[SCR-64] is what was typed fast and ended by Enter or Tab', () => {
    expect(type([...text('6901234567892'), key('Enter')])).toEqual(['6901234567892']);
    expect(type([...text('6901234567892'), key('Tab')])).toEqual(['6901234567892']);
  });

  it('[SCR-64] is not what a hand types, nor three characters of noise, nor a flood', () => {
    expect(type([...text('6901234567892'), key('Enter')], 200)).toEqual([]);
    expect(type([...text('x7]'), key('Enter')])).toEqual([]);
    expect(type([...text('9'.repeat(5000)), key('Enter')])).toEqual([]);
  });

  it.each([
    ['ASCII 29', key(groupSeparator)],
    ['Ctrl+]', key(']', { ctrlKey: true, code: 'BracketRight' })],
    ['Ctrl+] of another layout', key('+', { ctrlKey: true, code: 'BracketRight' })],
    ['F8', key('F8')],
  ])('[SCR-64] keeps a group separator sent as %s', (_name, separator) => {
    const keys = [...text('10L2026'), key('Shift'), key('Control'), separator, ...text('17271001')];
    expect(type([...keys, key('Enter')])).toEqual([`10L2026${groupSeparator}17271001`]);
  });

  it('[SCR-64] is read past a Chinese input method that takes the letters', () => {
    const keys = [
      key('Process', { code: 'KeyL', shiftKey: true }),
      key('Process', { code: 'KeyA' }),
      ...['Digit2', 'Digit0', 'Numpad7'].map((code) => key('Process', { code })),
    ];
    expect(type([...keys, key('Enter')])).toEqual(['La207']);
  });

  it('[SCR-64] two scans one after the other are two', () => {
    fc.assert(
      fc.property(fc.array(scanText, { maxLength: 4 }), (scans) => {
        expect(type(scans.flatMap((scan) => [...text(scan), key('Enter')]))).toEqual(scans);
      }),
    );
  });
});
