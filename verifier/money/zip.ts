// pure
// Files inside a zip archive, from its directory at the end; each bounded, so that a small file cannot become a large one.
import { inflateRawSync } from 'node:zlib';

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const fileMark = 0x04034b50;
const fileBytesMax = 256 * 1024 * 1024;

/** Content of every file; undefined when the bytes are no archive that can be read. */
export function unzip(bytes: Buffer): Buffer[] | undefined {
  try {
    const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || bytes.readUInt32LE(end) !== endMark) return undefined;
    const count = bytes.readUInt16LE(end + 10);
    let at = bytes.readUInt32LE(end + 16);
    const files: Buffer[] = [];
    for (let index = 0; index < count; index += 1) {
      if (bytes.readUInt32LE(at) !== entryMark) return undefined;
      const method = bytes.readUInt16LE(at + 10);
      const packed = bytes.readUInt32LE(at + 20);
      const start = bytes.readUInt32LE(at + 42);
      files.push(fileAt(bytes, start, packed, method));
      at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
    return files;
  } catch {
    return undefined;
  }
}

function fileAt(bytes: Buffer, start: number, packed: number, method: number): Buffer {
  if (bytes.readUInt32LE(start) !== fileMark) throw new RangeError('no file');
  const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
  const content = bytes.subarray(from, from + packed);
  if (content.length !== packed) throw new RangeError('cut off');
  if (method === 0) return content;
  if (method === 8) return inflateRawSync(content, { maxOutputLength: fileBytesMax });
  throw new RangeError('packed in another way');
}
