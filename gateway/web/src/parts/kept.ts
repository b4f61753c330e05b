// What somebody types, kept in this tab while other views are open, until it is sent or discarded.
import { useCallback, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { user } from '../api/session.ts'

/** Names what whoever is signed in keeps in this browser: the next one at the same machine is not shown it. */
export function ownPlace(name: string): string {
  return `podium.kept.${user.peek()?.id ?? 'nobody'}.${name}`
}

/** As `useState`; `key` names it in this tab. `forget` is for when it was sent: then it begins anew the next time. */
export function useKept<T>(key: string, initial: () => T): [T, (value: T | ((old: T) => T)) => void, () => void] {
  const place = useMemo(() => ownPlace(key), [key])
  const [state, setState] = useState<{ value: T; typed: boolean }>(() => {
    const kept = read<T>(place)
    return kept === undefined ? { value: initial(), typed: false } : { value: kept, typed: true }
  })
  const set = useCallback((value: T | ((old: T) => T)) => {
    setState((old) => ({ value: typeof value === 'function' ? (value as (old: T) => T)(old.value) : value, typed: true }))
  }, [])
  const forget = useCallback(() => {
    sessionStorage.removeItem(place)
    setState((old) => ({ ...old, typed: false }))
  }, [place])
  // before the next event, which may be the one that closes the page
  useLayoutEffect(() => {
    if (state.typed) sessionStorage.setItem(place, JSON.stringify(state.value))
  }, [state, place])
  return [state.value, set, forget]
}

function read<T>(place: string): T | undefined {
  const kept = sessionStorage.getItem(place)
  return kept === null ? undefined : (JSON.parse(kept) as T)
}
