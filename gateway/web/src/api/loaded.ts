// What a view has loaded: kept while it is loaded anew, tried again while the platform is away.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from './client.ts'
import { user } from './session.ts'

const AGAIN_MS = 2000
const AGAIN_MOST_MS = 15_000

export interface Loaded<T> {
  /** undefined: not yet. */
  value: T | undefined
  /** Of the last try; with a value: that one is not the newest. */
  error: ApiError | null
  loading: boolean
  /** Loads it again; resolves when that is done. */
  reload: () => Promise<void>
  /** Shows a value that is known to be newer. */
  set: (value: T) => void
}

/** Loads with `load` whenever `inputs` change or somebody signs in or out. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value: T | undefined; error: ApiError | null; loading: boolean }>({
    value: undefined,
    error: null,
    loading: true,
  })
  const latest = useRef(load)
  latest.current = load
  const running = useRef<AbortController | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const go = useCallback(async (tries = 0): Promise<void> => {
    clearTimeout(timer.current)
    running.current?.abort()
    const mine = (running.current = new AbortController())
    setState((old) => ({ ...old, loading: true }))
    try {
      const value = await latest.current(mine.signal)
      if (!mine.signal.aborted) setState({ value, error: null, loading: false })
    } catch (error) {
      if (mine.signal.aborted) return
      const known = error instanceof ApiError ? error : new ApiError('unknown', String(error), 0)
      setState((old) => ({ value: known.status === 404 || known.status === 403 ? undefined : old.value, error: known, loading: false }))
      const passing = known.code === 'offline' || known.status === 503 || known.status === 429
      const wait = (known.retryAfter ?? 0) * 1000 || Math.min(AGAIN_MOST_MS, AGAIN_MS * 2 ** tries)
      if (passing) timer.current = setTimeout(() => void go(tries + 1), wait * (1 + Math.random() / 2))
    }
  }, [])
  const who = user.value?.id // a renewed token changes nothing of what is seen
  useEffect(() => {
    setState({ value: undefined, error: null, loading: true })
    void go()
    return () => {
      clearTimeout(timer.current)
      running.current?.abort()
    }
  }, [...inputs, who])
  const set = useCallback((value: T) => setState({ value, error: null, loading: false }), [])
  return { ...state, reload: () => go(), set }
}

/** The same, but what was found stays while the next search is on its way: nothing jumps at each letter, and a button keeps the focus. */
export function useStaying<T>(of: Loaded<T>): Loaded<T> {
  const last = useRef<T | undefined>(undefined)
  if (of.value !== undefined) last.current = of.value
  return { ...of, value: last.current }
}
