// pure
// What somebody may have meant: the candidates with the fewest typing mistakes between.

const longest = 40;

/** Levenshtein distance over at most 40 characters. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: Math.min(b.length, longest) + 1 }, (_, index) => index);
  for (let i = 0; i < Math.min(a.length, longest); i++) {
    const next = [i + 1];
    for (let j = 0; j + 1 < row.length; j++) {
      const change = row[j]! + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(change, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** Lower is nearer; what contains the text whole is nearest. */
function distance(text: string, candidate: string): number {
  const [wanted, found] = [text.toLowerCase(), candidate.toLowerCase()];
  return found.includes(wanted) ? 0.5 : editDistance(wanted, found);
}

/** The five candidates whose words come nearest to `text`, and near enough to be meant. */
export function nearest<T>(text: string, candidates: readonly T[], words: (candidate: T) => string[]): T[] {
  const bound = Math.max(2, Math.ceil(text.length / 2));
  return candidates
    .map((candidate) => ({
      candidate,
      far: Math.min(...words(candidate).map((word) => distance(text, word))),
    }))
    .filter(({ far }) => far <= bound)
    .sort((a, b) => a.far - b.far)
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}
