// pure
// Facts in words, for whoever reads what happened.
import type { Fact } from './observations.ts';

const clock = (atMs: number, startMs: number) => {
  const s = (atMs - startMs) / 1000;
  return `${String(Math.floor(s / 60)).padStart(3)}:${(s % 60).toFixed(3).padStart(6, '0')}`;
};

function wordsOf(fact: Fact): string {
  switch (fact.kind) {
    case 'line': {
      const { seq, at: _, up: __, kind, ...body } = fact.line;
      const { permit: ___, items, ...rest } = body as Record<string, unknown>;
      return `${fact.machine} line ${seq} ${kind} ${JSON.stringify({ ...rest, ...(items ? { items: (items as unknown[]).length } : {}) })}`;
    }
    case 'published':
      return `lists published ${JSON.stringify(fact.versions)}, withdrawn: ${[...fact.withdrawn.keys()].join(' ') || 'nothing'}`;
    case 'position':
      return `hub holds ${fact.counter} up to ${fact.position.seq}${fact.position.refused ? `, refused: ${fact.position.refused.code}` : ''}`;
    case 'power':
      return `${fact.machine} ${fact.isOn ? 'starts' : 'loses its power'}`;
    default: {
      const { kind, atMs: _, ...rest } = fact;
      return `${kind} ${JSON.stringify(rest)}`;
    }
  }
}

/** One line: minutes and seconds since the world began, and what happened. */
export const told = (fact: Fact, startMs: number): string =>
  `${clock(fact.atMs, startMs)}  ${wordsOf(fact).slice(0, 400)}`;
