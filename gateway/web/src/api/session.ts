// Who is signed in, in all tabs of this browser alike. The refresh token is in a cookie that no script can read.
import { signal } from '@preact/signals'
import type { Account, Tokens } from '../generated/api.ts'

const KEY = 'podium.session'
const LOCK = 'podium.refresh'
/** A token is refreshed so long before it ends, in ms: a request that takes long still has a good one. */
const EARLY_MS = 120_000
/** Another tab refreshed at the same moment: the cookie it was given is here by then. */
const AGAIN_MS = 400
const TRIES = 4

interface Kept {
  token: string
  /** Wall clock of this machine, in ms. */
  until: number
  user: Account
}

/** The account; null: nobody is signed in. */
export const user = signal<Account | null>(null)
/** Grows when somebody signs in or out, or the token is a new one. */
export const identity = signal(0)
/** The session was ended elsewhere, or ran out, while the page was open. */
export const ended = signal(false)

let kept: Kept | null = null
let refreshing: Promise<string | null> | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** Reads what this browser knows, and follows other tabs. Call it once. */
export function restore(): void {
  take(read())
  addEventListener('storage', (event) => event.key === KEY && take(read()))
}

/** After a login. */
export function begin(tokens: Tokens): void {
  ended.value = false
  keep({ token: tokens.access_token, until: Date.now() + tokens.expires_in * 1000, user: tokens.user })
}

/** The account is called otherwise, or has other roles. */
export function describe(account: Account): void {
  if (kept && account.id === kept.user.id) keep({ ...kept, user: account })
}

/** Forgets the session here; `lost`: it ended without the user's doing. */
export function forget(lost = false): void {
  ended.value = lost && user.value !== null
  localStorage.removeItem(KEY)
  take(null)
}

/** A token that is good for a while; null: nobody is signed in. Rejects while the platform cannot be reached. */
export async function token(): Promise<string | null> {
  if (!kept) return null
  return kept.until - Date.now() > EARLY_MS ? kept.token : refresh(kept.token)
}

/** A new token, unless another tab or request has got one since `old`. */
export function refresh(old: string): Promise<string | null> {
  refreshing ??= locked(async () => {
    take(read())
    if (!kept || kept.token !== old) return kept?.token ?? null
    return renew()
  }).finally(() => (refreshing = null))
  return refreshing
}

async function renew(): Promise<string | null> {
  // the same attempt gets the same answer: a lost one ends no session
  const body = JSON.stringify({ attempt: randomId() })
  for (let left = TRIES; ; left--) {
    const answer = await fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Podium-Session': 'cookie' },
      body,
    }).catch((error: unknown) => {
      if (left === 0) throw error
      return null
    })
    if (answer?.ok) {
      begin((await answer.json()) as Tokens)
      return kept!.token
    }
    if (answer?.status === 400 || answer?.status === 401 || answer?.status === 403) {
      forget(true)
      return null
    }
    if (left === 0) throw new Error(`the session cannot be renewed (${answer?.status ?? 'no connection'})`)
    await new Promise((done) => setTimeout(done, AGAIN_MS * (TRIES - left + 1)))
    take(read())
    if (kept && kept.until - Date.now() > EARLY_MS) return kept.token // another tab was first
  }
}

/** One tab at a time, where the browser can do that: without HTTPS it cannot, and the server tells tabs apart that refresh at once. */
function locked<T>(what: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? (navigator.locks.request(LOCK, what) as Promise<T>) : what()
}

function keep(value: Kept): void {
  localStorage.setItem(KEY, JSON.stringify(value))
  take(value)
}

function read(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

function take(value: Kept | null): void {
  const changed = value?.token !== kept?.token
  kept = value
  if (JSON.stringify(value?.user ?? null) !== JSON.stringify(user.value)) user.value = value?.user ?? null
  if (!changed) return
  identity.value++
  clearTimeout(timer)
  if (value) timer = setTimeout(() => void token().catch(() => undefined), Math.max(1000, value.until - Date.now() - EARLY_MS))
}

/** 128 random bits; `crypto.randomUUID` is for pages of HTTPS alone. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
