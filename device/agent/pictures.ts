// Photographs of goods that lie in a folder of the counter: `<entry>.jpg`, `.png` or `.webp`.
import { readdirSync } from 'node:fs';
import { extname, parse } from 'node:path';
import { screenPaths } from '../screens/views.ts';

const endings: readonly string[] = ['.jpg', '.jpeg', '.png', '.webp'];

/** The folder is read once at start: 10,000 entries must not cost a question to the disk each time they are shown. */
export function pictureFinder(folder: string | undefined): (entry: string) => string | undefined {
  const names = new Map(namesIn(folder).map((name) => [parse(name).name, name]));
  return (entry) => {
    const name = names.get(entry);
    return name === undefined ? undefined : `${screenPaths.pictures}/${encodeURIComponent(name)}`;
  };
}

function namesIn(folder: string | undefined): string[] {
  if (folder === undefined) return [];
  try {
    return readdirSync(folder).filter((name) => endings.includes(extname(name).toLowerCase()));
  } catch {
    // A counter without photographs draws its goods.
    return [];
  }
}
