// pure
// The test vectors of the board manual (chapter 1.14), as bytes. V: from the board, U: from the upper computer, B: both.

export interface Golden {
  name: string;
  from: 'V' | 'U' | 'B';
  hex: string;
}

const rows: readonly (readonly [string, Golden['from'], string])[] = [
  ['V01', 'V', 'FA FB 41 00 40'],
  ['V02', 'B', 'FA FB 42 00 43'],
  ['V03', 'U', 'FA FB 31 01 01 30'],
  ['V04', 'U', 'FA FB 31 01 02 33'],
  ['V05', 'U', 'FA FB 06 05 01 01 01 00 0D 0E'],
  ['V06', 'U', 'FA FB 06 05 01 01 00 00 0D 0F'],
  ['V07', 'U', 'FA FB 06 05 A6 01 00 00 3C 99'],
  ['V08', 'U', 'FA FB 06 05 04 01 00 00 01 06'],
  ['V09', 'U', 'FA FB 06 05 02 01 00 00 01 00'],
  ['V10', 'U', 'FA FB 03 03 01 00 0D 0D'],
  ['V11', 'U', 'FA FB 01 03 01 00 0D 0F'],
  ['V12', 'U', 'FA FB 53 01 01 52'],
  ['V13', 'U', 'FA FB 51 01 01 50'],
  ['V14', 'U', 'FA FB 16 02 03 02 14'],
  ['V15', 'U', 'FA FB 16 02 03 0A 1C'],
  ['V16', 'U', 'FA FB 05 03 07 00 00 00'],
  ['V17', 'U', 'FA FB 12 07 09 00 0D 00 00 05 DC C9'],
  ['V18', 'U', 'FA FB 12 07 0A 03 E9 00 00 00 FA 0E'],
  ['V19', 'U', 'FA FB 12 07 0B 00 00 00 01 86 9F 07'],
  ['V20', 'U', 'FA FB 13 04 0C 00 0D 08 1F'],
  ['V21', 'U', 'FA FB 14 04 0D 00 0D 0C 1D'],
  ['V22', 'U', 'FA FB 15 05 0E 00 0D 12 34 34'],
  ['V23', 'U', 'FA FB 25 01 0F 2A'],
  ['V24', 'U', 'FA FB 27 06 10 05 00 00 01 5E 6A'],
  ['V25', 'U', 'FA FB 28 04 01 00 FF FF 2C'],
  ['V26', 'U', 'FA FB 28 04 02 01 00 00 2E'],
  ['V27', 'U', 'FA FB 64 05 11 00 00 01 5E 2E'],
  ['V28', 'U', 'FA FB 64 05 12 00 00 00 00 72'],
  ['V29', 'U', 'FA FB 61 02 13 01 70'],
  ['V30', 'V', 'FA FB 02 04 21 01 00 0D 2A'],
  ['V31', 'V', 'FA FB 02 04 22 02 00 0D 2A'],
  ['V32', 'V', 'FA FB 02 04 23 03 00 3D 1A'],
  ['V33', 'V', 'FA FB 04 04 A3 01 00 3C 9F'],
  ['V34', 'V', 'FA FB 04 04 9E 03 00 3C A0'],
  ['V35', 'V', 'FA FB 04 04 3F 01 00 01 3E'],
  ['V36', 'V', 'FA FB 04 04 40 03 00 01 43'],
  ['V37', 'V', 'FA FB 04 05 50 02 00 0D 00 5F'],
  ['V38', 'V', 'FA FB 04 05 51 06 00 4D 00 1A'],
  ['V39', 'V', 'FA FB 04 04 52 FF 00 0D A1'],
  ['V40', 'V', 'FA FB 04 05 53 0A 00 0D 00 54'],
  ['V41', 'V', 'FA FB 11 0C 41 00 01 00 00 26 AC 04 04 00 01 03 D4'],
  ['V42', 'V', 'FA FB 11 0C 42 00 0D 00 00 01 5E 07 0A 00 15 00 14'],
  ['V43', 'V', 'FA FB 21 06 D5 01 00 01 86 A0 D5'],
  ['V44', 'V', 'FA FB 21 06 54 01 00 07 A1 20 F5'],
  ['V45', 'V', 'FA FB 21 06 60 01 00 4C 4B 40 00'],
  ['V46', 'V', 'FA FB 21 06 C6 08 00 01 86 A0 CF'],
  ['V47', 'V', 'FA FB 23 05 2E 00 98 96 80 87'],
  ['V48', 'V', 'FA FB 23 05 D0 00 E4 E1 C0 32'],
  ['V49', 'V', 'FA FB 26 09 60 00 00 13 88 00 00 00 96 43'],
  [
    'V50',
    'V',
    'FA FB 52 21 54 00 01 00 00 13 00 00 00 00 00 00 00 00 00 30 30 30 30 30 30 30 30 30 30 13 AA AA AA AA AA AA AA 8D',
  ],
  [
    'V51',
    'V',
    'FA FB 52 21 B5 00 00 00 00 00 00 00 00 00 00 00 00 00 00 30 30 30 30 30 30 30 30 30 30 AA AA AA AA AA AA AA AA C7',
  ],
  [
    'V52',
    'V',
    'FA FB 52 29 61 00 00 00 00 04 01 00 00 04 B0 00 00 01 54 58 59 30 30 30 31 32 33 34 35 04 AA AA AA AA AA AA AA 37 AA AA AA AA AA AA AA CC',
  ],
  ['V53', 'V', 'FA FB 54 02 62 02 37'],
  ['V54', 'V', 'FA FB 05 03 63 00 0D 69'],
  ['V55', 'V', 'FA FB 05 03 64 00 00 63'],
  ['V56', 'V', 'FA FB 24 13 65 50 72 69 63 65 3A 20 20 20 33 2E 35 30 20 20 20 00 01 3D'],
  ['V57', 'V', 'FA FB 63 01 66 05'],
  ['V58', 'V', 'FA FB 17 01 67 70'],
  ['V59', 'V', 'FA FB 31 01 68 59'],
  ['V60', 'U', 'FA FB 70 03 42 17 00 27'],
  ['V61', 'U', 'FA FB 70 03 45 18 00 2F'],
  ['V62', 'U', 'FA FB 70 03 44 19 00 2F'],
  ['V63', 'U', 'FA FB 70 03 46 20 00 14'],
  ['V64', 'U', 'FA FB 70 03 01 32 00 41'],
  ['V65', 'U', 'FA FB 70 03 01 32 01 40'],
  ['V66', 'V', 'FA FB 71 0B 03 32 00 02 00 01 00 15 01 00 05 58'],
  ['V67', 'U', 'FA FB 70 06 14 28 01 00 02 05 4D'],
  ['V68', 'U', 'FA FB 70 06 15 28 01 00 04 00 4F'],
  ['V69', 'V', 'FA FB 71 08 70 28 00 00 02 05 02 19 3C'],
  ['V70', 'U', 'FA FB 70 04 16 36 00 00 55'],
  ['V71', 'V', 'FA FB 71 06 71 36 00 00 FD 00 CC'],
  ['V72', 'U', 'FA FB 70 0C 17 37 01 00 05 0A 05 00 00 01 0A 00 5D'],
  ['V73', 'U', 'FA FB 70 05 18 16 01 14 07 68'],
  ['V74', 'U', 'FA FB 70 05 19 24 01 64 01 2D'],
  ['V75', 'U', 'FA FB 70 05 1A 42 00 00 0D 21'],
  ['V76', 'V', 'FA FB 71 10 72 42 00 00 00 01 5E 00 07 0A 00 15 01 00 00 01 17'],
  ['V77', 'U', 'FA FB 70 06 1B 57 01 0B 01 00 30'],
  ['V78', 'U', 'FA FB 70 0A 1C 90 01 30 30 30 30 30 30 00 F6'],
  ['V79', 'V', 'FA FB 71 04 73 90 01 01 97'],
  ['V80', 'U', 'FA FB 70 04 FF 36 00 00 BC'],
];

/** All 80 vectors, in order. */
export const goldenFrames: readonly Golden[] = rows.map(([name, from, hex]) => ({ name, from, hex }));

/** The bytes of one vector, in hexadecimal. Throws when there is no such vector. */
export function golden(name: string): string {
  const found = goldenFrames.find((one) => one.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found.hex;
}
