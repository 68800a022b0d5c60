// pure
// Columns of a bill by their heading: providers add columns now and then.

/** Index of each needed column, or what is missing. */
export function columnsOf<N extends string>(
  head: readonly string[],
  needed: readonly N[],
): Record<N, number> | string {
  const names = head.map((name) => name.replace(/[`\s]/g, ''));
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) return `the columns ${missing.join(', ')} are missing`;
  return Object.fromEntries(needed.map((name) => [name, names.indexOf(name)])) as Record<N, number>;
}
