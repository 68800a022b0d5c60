// Passphrases from the terminal, unseen; or line by line from a pipe.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

export interface Passphrases {
  /** `again`: typed twice, because a mistyped one loses the key. */
  ask(question: string, again: boolean): Promise<string>;
  close(): void;
}

/** Reads standard input until closed. */
export function openPassphrases(
  input: NodeJS.ReadStream | NodeJS.ReadableStream = process.stdin,
  print: (text: string) => void = (text) => void process.stderr.write(text),
): Passphrases {
  const isTerminal = (input as NodeJS.ReadStream).isTTY === true;
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: isTerminal });
  const waiting: string[] = [];
  const askers: { resolve(line: string): void; reject(error: Error): void }[] = [];
  let isOver = false;
  lines.on('line', (line) => {
    const asker = askers.shift();
    if (asker) asker.resolve(line);
    else waiting.push(line);
  });
  lines.on('close', () => {
    isOver = true;
    for (const { reject } of askers.splice(0)) reject(new Error('No passphrase was typed.'));
  });

  function line(question: string): Promise<string> {
    print(question);
    const known = waiting.shift();
    if (known !== undefined) return Promise.resolve(known);
    if (isOver) return Promise.reject(new Error('No passphrase was typed.'));
    return new Promise((resolve, reject) => askers.push({ resolve, reject }));
  }

  return {
    async ask(question, again) {
      for (;;) {
        const first = await line(`${question}: `);
        if (isTerminal) print('\n');
        if (!again || !isTerminal) return first;
        const second = await line('and once more: ');
        print('\n');
        if (first === second) return first;
        print('They differ. ');
      }
    },
    close: () => lines.close(),
  };
}
