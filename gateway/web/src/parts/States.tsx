// What stands in the place of a view's content until there is some.
import type { ComponentChildren } from 'preact'
import type { ApiError } from '../api/client.ts'
import type { Loaded } from '../api/loaded.ts'
import { words } from './words.ts'

/** The content once it is loaded; before, a skeleton of about its height, so that nothing jumps; else what went wrong and what to do. */
export function Ready<T>({ of, rows = 6, children }: { of: Loaded<T>; rows?: number; children: (value: T) => ComponentChildren }) {
  if (of.value === undefined) return of.error ? <Problem error={of.error} again={of.reload} /> : <Skeleton rows={rows} />
  return (
    <>
      {of.error && <Problem error={of.error} again={of.reload} />}
      {children(of.value)}
    </>
  )
}

export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div class="skeleton" role="status" aria-label={words().loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="bone" />
      ))}
    </div>
  )
}

export function Problem({ error, again }: { error: ApiError; again?: () => unknown }) {
  const { code, status } = error
  const signIn = code === 'unauthenticated' || status === 401
  const text = code === 'offline' ? words().offline : status === 404 ? words().notFound : signIn ? words().signInFirst : error.message
  return (
    <div class="problem-note" role="alert">
      <p>{text}</p>
      {signIn && <a class="button" href={signInAddress()}>{words().signIn}</a>}
      {again && !signIn && status !== 404 && (
        <button type="button" onClick={() => void again()}>
          {words().again}
        </button>
      )}
    </div>
  )
}

/** Where to sign in, to come back to this page. */
export function signInAddress(): string {
  return `/account/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`
}

export function Empty({ children }: { children?: ComponentChildren }) {
  return <p class="empty">{children ?? words().nothing}</p>
}
