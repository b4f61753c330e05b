// Calls of the REST API, checked against its types: `await call('GET /contests/{contest}', { path: { contest } })`.
import type { Api, ErrorDocument, FieldError } from '../generated/api.ts'
import { forget, randomId, refresh, token, user } from './session.ts'

export type Endpoint = keyof Api
type Names<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Part<K extends Endpoint, Name extends string> = Name extends keyof Api[K] ? Api[K][Name] : never
export type Answer<K extends Endpoint> = 'answer' extends keyof Api[K] ? Api[K]['answer' & keyof Api[K]] : void

/** What goes with a call. */
export type Given<K extends Endpoint> = ([Names<K>] extends [never] ? unknown : { path: Record<Names<K>, string> }) &
  ('body' extends keyof Api[K] ? { body: Part<K, 'body'> } : unknown) &
  ('query' extends keyof Api[K] ? { query?: Partial<Part<K, 'query'>> } : unknown) & {
    /** `*`: whatever version it has now; needed by most changes. */
    match?: string | number
    /** Of a POST: the same key is carried out once, however often it is sent. One is made where none is given. */
    key?: string
    signal?: AbortSignal
  }

/** An answer that is an error. `code` is stable: `docs/errors.md`; `offline`: the platform cannot be reached. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    /** The part of the request that is wrong. */
    readonly field?: string,
    readonly errors: FieldError[] = [],
    /** Seconds. */
    readonly retryAfter?: number,
    /** The whole document: some errors say more. */
    readonly document?: Record<string, unknown>,
  ) {
    super(message)
  }
}

/** Raises `ApiError`. */
export async function call<K extends Endpoint>(endpoint: K, ...[given]: object extends Given<K> ? [Given<K>?] : [Given<K>]): Promise<Answer<K>> {
  return (await callWithTag(endpoint, ...([given] as never))).value as Answer<K>
}

/** The same with the ETag, to be given as `match` with a change. */
export async function callWithTag<K extends Endpoint>(
  endpoint: K,
  ...[given]: object extends Given<K> ? [Given<K>?] : [Given<K>]
): Promise<{ value: Answer<K>; tag: string }> {
  const { path, body, query, match, key, signal } = (given ?? {}) as AnyGiven
  const [method, template] = endpoint.split(' ') as [string, string]
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (match !== undefined) headers['If-Match'] = match === '*' || String(match).includes('"') ? String(match) : `"${match}"`
  if (method === 'POST') headers['Idempotency-Key'] = key ?? randomId()
  if (template.startsWith('/auth/')) headers['X-Podium-Session'] = 'cookie'
  const answer = await request(address(template, path, query), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  const text = await answer.text()
  return { value: (text ? JSON.parse(text) : undefined) as Answer<K>, tag: answer.headers.get('ETag') ?? '' }
}

/** Any request to the API, as who is signed in: for what is no JSON. Raises `ApiError`. */
export async function request(path: string, options: RequestInit = {}): Promise<Response> {
  const who = user.peek()?.id
  const known = await token().catch(offline)
  let answer = await send(path, options, known, who)
  if (answer.status === 401 && known) {
    const fresh = await refresh(known).catch(offline)
    if (fresh) answer = await send(path, options, fresh, who)
    if (answer.status === 401 && fresh) forget(true)
  }
  if (!answer.ok && answer.status !== 304) throw await problem(answer)
  return answer
}

async function send(path: string, options: RequestInit, known: string | null, who: string | undefined): Promise<Response> {
  // what one account has asked for is not done as another one, which has signed in meanwhile in another tab
  if (known && user.peek()?.id !== who) throw new ApiError('unauthenticated', 'Somebody else is signed in.', 401)
  const headers = new Headers(options.headers)
  if (known) headers.set('Authorization', `Bearer ${known}`)
  try {
    return await fetch(`/api/v1${path}`, { ...options, headers })
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    return offline()
  }
}

/** The path with its parameters and query, under `/api/v1`. */
export function address(template: string, path: Record<string, string> = {}, query: Record<string, unknown> = {}): string {
  const filled = template.replaceAll(/{(\w+)}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') asked.append(name, String(value))
  }
  return asked.size > 0 ? `${filled}?${asked.toString()}` : filled
}

function offline(): never {
  throw new ApiError('offline', 'The platform cannot be reached.', 0)
}

async function problem(answer: Response): Promise<ApiError> {
  const wait = Number(answer.headers.get('Retry-After')) || undefined
  const document = (await answer.json().catch(() => ({}))) as Partial<ErrorDocument> & Record<string, unknown>
  const message = document.detail ?? `The platform answers ${answer.status}.`
  return new ApiError(document.code ?? 'unknown', message, answer.status, document.field, document.errors, wait, document)
}

interface AnyGiven {
  path?: Record<string, string>
  body?: unknown
  query?: Record<string, unknown>
  match?: string | number
  key?: string
  signal?: AbortSignal
}
