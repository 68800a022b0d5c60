// Edge: `npm run board:decode [-- --uc]` reads hex on standard input, writes one JSON object a line.
import { text } from 'node:stream/consumers';
import { decodeText } from './decode.ts';

const USAGE = `Usage: npm run board:decode [-- --uc] < hex.txt
Reads hex from standard input as one stream and writes one JSON object a line.
  --uc   the bytes go from the upper computer (the agent) to the board; without it, from the board.`;

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

async function main(args: readonly string[]): Promise<void> {
  const wrong = args.find((arg) => arg !== '--uc');
  if (wrong !== undefined) return fail(`board:decode: ${wrong} is not an option.\n${USAGE}`);
  const result = decodeText(await text(process.stdin), args.includes('--uc') ? 'agent' : 'board');
  if (!result.ok) {
    const { line, column, message } = result.error;
    return fail(`board:decode: line ${line}, column ${column}: ${message}.`);
  }
  // A reader that has seen enough (`| head`) closes the pipe; that is no error.
  process.stdout.on('error', () => {});
  process.stdout.write(result.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

await main(process.argv.slice(2));
