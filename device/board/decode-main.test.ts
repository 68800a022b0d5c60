import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./decode-main.ts', import.meta.url));

async function decode(input: string, ...args: string[]) {
  const child = spawn(process.execPath, [main, ...args]);
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, code };
}

describe('board:decode', () => {
  it('[BOARD-7] writes one JSON object a line', async () => {
    const { stdout, stderr, code } = await decode('00 FA FA FB 04 04\nA4 02 00 3C 9B');
    expect(stdout.split('\n')).toEqual([
      '{"discarded":"00 FA","reason":"not a frame start"}',
      '{"cmd":4,"name":"dispense-status","pack":164,"selection":60,"status":2,"statusName":"dispensed"}',
      '',
    ]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  it('[BOARD-7] decodes the other direction with --uc', async () => {
    const { stdout } = await decode('FA FB 06 05 A6 01 00 00 3C 99', '--uc');
    expect(JSON.parse(stdout)).toEqual({
      cmd: 6,
      name: 'drive-selection',
      pack: 166,
      dropSensor: true,
      elevator: false,
      selection: 60,
    });
  });

  it('[BOARD-7] says where the input is no hex, and ends with 2', async () => {
    const { stdout, stderr, code } = await decode('FA FB\n41 0x40');
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toBe('board:decode: line 2, column 5: "x" is not a hex digit (0-9, A-F).\n');
  });

  it('[BOARD-7] refuses options it does not know', async () => {
    const { stderr, code } = await decode('', '--vmc');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--vmc is not an option[\s\S]*Usage/);
  });
});
