// PEO-11: passwords that are tried first: 49,000 of them, alone, said twice, or dressed up with digits and signs.

/** Loaded when a password is chosen: half a megabyte that most days nobody needs. */
async function knownWords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set<string>(dictionary['passwords-common']);
}

/** Digits and signs around a word; letters of other scripts are no dress. */
const edges = /^[^\p{L}]{0,200}([a-z].{0,200}[a-z])[^\p{L}]{0,200}$/su;

/** `text` as typed. Capitals make no difference. */
export async function isCommonPassword(text: string): Promise<boolean> {
  const known = await knownWords();
  const plain = text.normalize('NFKC').toLowerCase();
  const core = edges.exec(plain)?.[1] ?? plain;
  const half = core.slice(0, core.length / 2);
  return known.has(plain) || known.has(core) || (half + half === core && known.has(half));
}
