// pure
// What a browser signs to show that it holds the key it proposes. Not JSON: it can never be read as signed metadata.
// No Node module here: the console imports this file.

/** `publicKey`: 64 hexadecimal digits; `person`: her id on this hub. */
export const possessionText = (publicKey: string, person: string): string =>
  `zhuangui: I hold this signing key\n${publicKey}\n${person}\n`;
