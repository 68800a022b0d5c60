// Talks HTTP to the running hub, with the token from its data folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The hub said no, or is not there; exit code 1. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly body: unknown;

  constructor(message: string, body: unknown = undefined) {
    super(message);
    this.body = body;
  }
}

export interface Client {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  postFile<T>(path: string, fileName: string, bytes: Uint8Array): Promise<T>;
  /** The answer as it comes; its status is 200. */
  open(path: string): Promise<Response>;
}

interface Where {
  data: string;
  url?: string | undefined;
}

async function addressOf({ data, url }: Where): Promise<string> {
  if (url !== undefined) return url;
  const text = await readFile(join(data, 'addresses.json'), 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new Refused(`No hub has left its address in ${data}: start it, or name it with --data or --url.`);
  const { host, port } = (JSON.parse(text) as { http: { host: string; port: number } }).http;
  return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
}

async function tokenOf({ data }: Where): Promise<string> {
  const path = join(data, 'admin.token');
  const token = await readFile(path, 'utf8').catch((error: Error) => {
    throw new Refused(
      `The administrator token cannot be read (${error.message}): run this as the hub's user.`,
    );
  });
  return token.trim();
}

export async function openClient(where: Where): Promise<Client> {
  const base = await addressOf(where);

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(new URL(path, base), init).catch((error: Error) => {
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      throw new Refused(`The hub at ${base} does not answer (${cause}): is it running?`);
    });
    if (response.ok) return response;
    const body = (await response.json().catch(() => ({}))) as { error?: { code: string; message: string } };
    const { error } = body;
    throw new Refused(error ? `${error.message} (${error.code})` : `HTTP ${response.status}`, body);
  }

  async function change<T>(path: string, headers: Record<string, string>, body: BodyInit): Promise<T> {
    const authorization = `Bearer ${await tokenOf(where)}`;
    const response = await ask(path, { method: 'POST', headers: { ...headers, authorization }, body });
    return (await response.json()) as T;
  }

  const proof = async () => ({ authorization: `Bearer ${await tokenOf(where)}` });

  return {
    async get<T>(path: string) {
      return (await (await ask(path, { headers: await proof() })).json()) as T;
    },
    post: (path, body) => change(path, { 'content-type': 'application/json' }, JSON.stringify(body)),
    postFile: (path, fileName, bytes) =>
      change(path, { 'x-file-name': encodeURIComponent(fileName) }, new Uint8Array(bytes)),
    open: async (path) => ask(path, { headers: await proof() }),
  };
}
