// One message to many connections, a slice at a time, so that the loop serves others in between.

/** Calls `send` for each, `slice` of them in one turn; the returned promise resolves after the last. BRK-5. */
export async function fanOut<T>(
  targets: Iterable<T>,
  slice: number,
  send: (target: T) => void,
): Promise<void> {
  let sent = 0;
  for (const target of targets) {
    send(target);
    sent += 1;
    if (sent % slice === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
