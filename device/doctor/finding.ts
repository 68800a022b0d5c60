// pure
// One thing the doctor looked at, and how it is told.

export interface Finding {
  /** What was looked at. */
  what: string;
  /** `wrong`: the counter cannot sell or will soon not; `note`: worth knowing. */
  level: 'ok' | 'note' | 'wrong';
  says: string;
  /** What to do; always there when something is wrong. */
  todo?: string;
}

export const ok = (what: string, says: string): Finding => ({ what, level: 'ok', says });
export const note = (what: string, says: string, todo?: string): Finding => ({
  what,
  level: 'note',
  says,
  ...(todo && { todo }),
});
export const wrong = (what: string, says: string, todo: string): Finding => ({
  what,
  level: 'wrong',
  says,
  todo,
});

const signs = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;

/** A table for people: what is wrong stands last, where a terminal ends. */
export function findingsTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const order = { ok: 0, note: 1, wrong: 2 };
  const sorted = [...findings].sort((a, b) => order[a.level] - order[b.level]);
  const rows = sorted.flatMap(({ what, level, says, todo }) => [
    `${signs[level]}  ${what.padEnd(width)}  ${says}`,
    ...(todo ? [`${' '.repeat(7)}${' '.repeat(width)}  → ${todo}`] : []),
  ]);
  const count = findings.filter(({ level }) => level === 'wrong').length;
  const sum = count === 0 ? 'Nothing is wrong.' : `${count} of ${findings.length} are wrong.`;
  return [...rows, '', sum].join('\n');
}
