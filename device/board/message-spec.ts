// pure
// One entry of the command tables: the name, the shortest payload, and how its fields are read and written.
import type { Reader } from './reader.ts';

/** A frame the board sends. `minLength` counts the pack number. */
export interface MessageSpec<N extends string, F extends object> {
  name: N;
  minLength: number;
  read(reader: Reader): F;
}

/** A frame the agent sends: `write` gives the payload after the pack number. */
export interface CommandSpec<N extends string, F extends object, W extends object> extends MessageSpec<N, F> {
  write(fields: W): number[];
}

export const message = <N extends string, F extends object>(
  name: N,
  minLength: number,
  read: (reader: Reader) => F,
): MessageSpec<N, F> => ({ name, minLength, read });

export const command = <N extends string, F extends object, W extends object>(
  name: N,
  minLength: number,
  read: (reader: Reader) => F,
  write: (fields: W) => number[],
): CommandSpec<N, F, W> => ({ name, minLength, read, write });

/** What every decoded frame has beside its own fields. */
export interface Envelope<N extends string> {
  cmd: number;
  name: N;
  /** Missing in POLL and ACK, which carry none; 0 is tolerated (1.5). */
  pack?: number;
  /** Bytes behind the known fields, as hex: a longer variant of the frame. */
  extra?: string;
}

export type DecodedBy<S> = S extends MessageSpec<infer N, infer F> ? Envelope<N> & F : never;
export type WrittenBy<S> = S extends CommandSpec<infer N, infer _F, infer W> ? { name: N } & W : never;

export const nothing = (): object => ({});
