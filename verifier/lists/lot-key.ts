// pure
/** One name for a lot of an entry. */
export const lotKey = (entry: string, lot: string): string => `${entry}\n${lot}`;
