// A file that the hub makes on demand: asked for, kept in the browser, saved under the hub's name for it.
import { getFile } from './api.ts';

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** The name in a Content-Disposition header (RFC 6266), else the last part of the path. Never with a folder. */
export function fileNameOf(disposition: string, path: string): string {
  const [, extended] = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition) ?? [];
  const [, quoted, bare] = /filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  const said = (extended && decoded(extended)) ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
  const name = (said ?? path.replace(/[?#].*$/, '')).split(/[/\\]/).findLast((part) => part !== '');
  return name ?? 'file';
}

/** Saves what the page itself made. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the address when it begins to save, which is after this call.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Resolves with the file's name once the browser has it. Rejects with ApiError. */
export async function download(path: string): Promise<string> {
  const { blob, disposition } = await getFile(path);
  const name = fileNameOf(disposition, path);
  save(blob, name);
  return name;
}
