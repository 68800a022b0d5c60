// pure
// What a command gets: the hub, its words and options, and where it prints.
import type { Client } from './client.ts';
import { UsageError } from './usage.ts';

export interface Options {
  reason?: string | undefined;
  name?: string | undefined;
  site?: string | undefined;
  banner?: string | undefined;
  address?: string | undefined;
  'host-unit'?: string | undefined;
  company?: string | undefined;
  out?: string | undefined;
  journal?: string | undefined;
  /** Days, YYYY-MM-DD. */
  from?: string | undefined;
  to?: string | undefined;
  search?: string | undefined;
  publish?: boolean | undefined;
  replace?: boolean | undefined;
  all?: boolean | undefined;
  'new-online'?: boolean | undefined;
  wait?: string | undefined;
  role?: string | undefined;
  pin?: string | undefined;
  badge?: string | undefined;
  /** One counter, and several with commas between them. */
  counter?: string | undefined;
  counters?: string | undefined;
}

export interface Context {
  client: Client;
  /** Words after the command's own. */
  words: string[];
  options: Options;
  print(text: string): void;
  nowMs(): number;
  pause(ms: number): Promise<void>;
}

/** A word or option that must be there. Throws UsageError. */
export function need(value: string | undefined, what: string): string {
  if (value !== undefined && value.trim() !== '') return value;
  throw new UsageError(`${what} is missing`);
}
