// One person at a desk: signed in to the hub as a browser is, with cookie and CSRF token.

export interface OfficeClient {
  get<T>(path: string): Promise<T>;
  /** Throws Error with the hub's sentence when it refuses. */
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
  upload<T>(path: string, name: string, bytes: Uint8Array): Promise<T>;
  /** A file the hub gives out. */
  bytes(path: string): Promise<Uint8Array>;
}

/** Rejects when the hub does not let this person in. `hub` is its address, without a slash at the end. */
export async function signIn(hub: string, login: string, password: string): Promise<OfficeClient> {
  const json = { 'content-type': 'application/json' };
  const answer = await fetch(`${hub}/api/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Error(`${login} may not sign in: ${await answer.text()}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
  const { csrf } = (await answer.json()) as { csrf: string };
  const own = { cookie, 'x-csrf-token': csrf };

  async function read(path: string, init: RequestInit): Promise<Uint8Array> {
    const response = await fetch(hub + path, { ...init, headers: { ...own, ...(init.headers ?? {}) } });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok)
      throw new Error(`${login}, ${init.method ?? 'GET'} ${path}: ${Buffer.from(bytes).toString()}`);
    return bytes;
  }
  async function ask<T>(path: string, init: RequestInit): Promise<T> {
    const text = Buffer.from(await read(path, init)).toString();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  return {
    get: (path) => ask(path, {}),
    bytes: (path) => read(path, {}),
    send: (method, path, body) =>
      ask(path, { method, headers: json, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    upload: (path, name, bytes) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(name) },
        body: Buffer.from(bytes),
      }),
  };
}
