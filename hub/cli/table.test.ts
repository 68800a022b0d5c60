import { describe, expect, it } from 'vitest';
import { table, widthOf, yuan } from './table.ts';

describe('tables in the terminal', () => {
  it('[HTTP-10] line up Chinese and Latin, and show control characters harmlessly', () => {
    expect(widthOf('敖汉小米 1')).toBe(10);
    const lines = table(
      ['name', 'n'],
      [
        ['敖汉小米', '1'],
        ['a\u001b[31m', '22'],
      ],
    ).split('\n');
    expect(lines).toEqual(['name      n', '敖汉小米  1', 'a·[31m    22', '']);
    expect(yuan(1234)).toBe('¥12.34');
  });
});
