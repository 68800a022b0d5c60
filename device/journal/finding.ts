// Reads of a file that may be damaged: failing to read is then a result.
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import { wordsOf } from './journal-error.ts';

/** Runs a read whose failure is a finding. What says nothing about the file (busy, closed) is thrown on. */
export async function finding<T>(read: () => Promise<T>): Promise<{ value: T } | { why: string }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof DbError && (error.code === 'busy' || error.code === 'closed')) throw error;
    return { why: wordsOf(error) };
  }
}
