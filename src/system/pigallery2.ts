import { errorMessage, PhotokeepError } from '../app/errors.js';

/** A PiGallery2, and an administrator of it; nobody where it asks for no login. */
export interface PiGallery2 {
  /** without a slash at its end */
  readonly url: string;
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

const limitMs = 15_000;

/** What PiGallery2 answers: also of errors, mostly with status 200. */
interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly result?: unknown;
  readonly error?: { readonly message?: string } | null;
}

/**
 * Starts its job Indexing, as its settings page does. It looks into the folders whose modification time is a new one.
 *
 * @returns `running` when one was under way already
 * @throws PhotokeepError `external`
 */
export async function startIndexing({ url, login }: PiGallery2): Promise<'started' | 'running'> {
  const session = login ? await logIn(url, login) : {};
  const job = { config: { indexChangesOnly: true }, soloRun: false, allowParallelRun: false };
  const { status, error } = await post(url, '/pgapi/admin/jobs/scheduled/Indexing/start', job, session);
  const message = error?.message ?? '';
  if (/already running/i.test(message)) return 'running';
  if (status < 400 && !error) return 'started';
  if (status === 401 || status === 403 || /not.?auth/i.test(message)) throw denied(url);
  throw failed(url, message === '' ? `it answered ${String(status)}` : message);
}

async function logIn(
  url: string,
  { user, password }: NonNullable<PiGallery2['login']>,
): Promise<Readonly<Record<string, string>>> {
  const words = { loginCredential: { username: user, password, rememberMe: false } };
  const { status, cookies, result, error } = await post(url, '/pgapi/user/login', words, {});
  // It has this path only while it asks for logins.
  if (status === 404) return {};
  if (status >= 500) throw failed(url, `it answered ${String(status)}`);
  if (status >= 400 || error || cookies.length === 0) throw denied(url);
  // Releases before 3 want this word back.
  const { csrfToken } = (result ?? {}) as { csrfToken?: unknown };
  return {
    Cookie: cookies.map((cookie) => cookie.replace(/;.*$/s, '')).join('; '),
    ...(typeof csrfToken === 'string' && { 'CSRF-Token': csrfToken }),
  };
}

async function post(
  url: string,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    });
    const { status } = answer;
    const cookies = answer.headers.getSetCookie();
    const content = await answer.text();
    return { status, cookies, ...readJson(content) };
  } catch (error) {
    throw failed(url, `it cannot be reached (${causeOf(error)})`);
  }
}

function readJson(content: string): Pick<Answer, 'result' | 'error'> {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** fetch itself only says that it failed. */
function causeOf(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : errorMessage(error);
}

function denied(url: string): PhotokeepError {
  return new PhotokeepError(
    'external',
    `PiGallery2 at ${url} refuses the login`,
    'set gallery: user and password in the config, of one of its administrators',
  );
}

function failed(url: string, why: string): PhotokeepError {
  return new PhotokeepError('external', `PiGallery2 at ${url}: ${why}`, 'is it running? docker compose ps');
}
