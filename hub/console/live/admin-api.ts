// Changes, made with the administrator's token; the token lives in this tab only.

const storageKey = 'admin-token';

/** CON-4: a token in the address (#token=…) is taken and removed from the address bar and the history. */
export function takeTokenFromAddress(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  sessionStorage.setItem(storageKey, token);
  history.replaceState(null, '', location.pathname + location.search);
}

export const storedToken = (): string | null => sessionStorage.getItem(storageKey);
export const keepToken = (token: string): void => sessionStorage.setItem(storageKey, token);
export const forgetToken = (): void => sessionStorage.removeItem(storageKey);

/** The hub said no; `isToken` when the token was wrong. */
export class Refusal extends Error {
  readonly isToken: boolean;
  constructor(message: string, isToken: boolean) {
    super(message);
    this.isToken = isToken;
  }
}

/** Rejects with Refusal, or with a TypeError when the hub does not answer. */
export async function change<T>(path: string, body: object, token: string): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (response.ok) return (await response.json()) as T;
  const answer = (await response.json().catch(() => ({}))) as { error?: { message: string } };
  throw new Refusal(answer.error?.message ?? `HTTP ${response.status}`, response.status === 401);
}
