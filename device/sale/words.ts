// pure

/** Text from outside as a journal line can carry it: no control characters, at most `charactersMax`, never empty. */
export function words(text: string, charactersMax: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
  const clean = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return clean.slice(0, charactersMax).toWellFormed().trim() || 'no reason given';
}
