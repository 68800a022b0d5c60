// Requests to the hub: JSON both ways, refusals as ApiError, the session's CSRF token on every change.

/** The hub said no, or does not answer (`status` 0). `code` and `reason` are for programs, `message` for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly reason: string | undefined;
  /** What the reader's own sentence holds. */
  readonly values: Readonly<Record<string, string | number>>;
  /** The whole answer, when it was JSON: reports of rejected rows and the like. */
  readonly answer: unknown;
  constructor(status: number, code: string, message: string, answer?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.answer = answer;
    const { reason, values = {} } = (answer ?? {}) as Partial<Pick<ApiError, 'reason' | 'values'>>;
    this.reason = reason;
    this.values = values;
  }
}

export type Method = 'post' | 'put' | 'delete';
export type Query = Readonly<Record<string, string | number | boolean | undefined | null>>;

interface Link {
  csrf: string;
  /** Asks for the password and proves it to the hub; false when the person gave up. */
  prove(): Promise<boolean>;
  /** The session is over. */
  lost(): void;
}

/** What the signed-in page lends to its requests. One page, one link: kept on an object, not in the module. */
export const linkOf = (): { current: Link | undefined } => {
  const host = globalThis as { consoleLink?: { current: Link | undefined } };
  host.consoleLink ??= { current: undefined };
  return host.consoleLink;
};

/** Path with its query; empty and missing values are left out. */
export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '' && value !== false,
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The hub's good answer. Rejects with ApiError. */
async function reply(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiError(0, 'network', '');
  }
  if (response.ok) return response;
  const answer = (await response.json().catch(() => ({}))) as { error?: { code?: string; message?: string } };
  const { code = 'http', message = `HTTP ${response.status}` } = answer.error ?? {};
  if (response.status === 401 && code === 'not-signed-in') linkOf().current?.lost();
  throw new ApiError(response.status, code, message, answer);
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await reply(path, init);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Rejects with ApiError. */
export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  request<T>(address(path, query), signal ? { signal } : {});

const csrf = (): Record<string, string> => {
  const token = linkOf().current?.csrf;
  return token ? { 'x-csrf-token': token } : {};
};

async function proven<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const link = linkOf().current;
    if (!(error instanceof ApiError) || error.code !== 'prove-again' || !link) throw error;
    if (!(await link.prove())) throw error;
    return attempt();
  }
}

/** A change. When the hub wants a fresh proof, the password is asked for and the change repeated. Rejects with ApiError. */
export const send = <T>(method: Method, path: string, body?: unknown): Promise<T> =>
  proven(() =>
    request<T>(path, {
      method: method.toUpperCase(),
      headers: { 'content-type': 'application/json', ...csrf() },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );

/** A file that the hub makes, with its name as the hub says it. Rejects with ApiError. */
export const getFile = (path: string): Promise<{ blob: Blob; disposition: string }> =>
  proven(async () => {
    const response = await reply(path, {});
    const blob = await response.blob().catch(() => {
      throw new ApiError(0, 'network', '');
    });
    return { blob, disposition: response.headers.get('content-disposition') ?? '' };
  });

/** A file as the whole body, its name beside it. Rejects with ApiError. */
export const upload = <T>(path: string, file: File, query?: Query): Promise<T> =>
  proven(() =>
    request<T>(address(path, query), {
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        'x-file-name': encodeURIComponent(file.name),
        ...csrf(),
      },
      body: file,
    }),
  );
