// Stores that several parts of the page use at the same time: made by the first, closed after the last.
import { useEffect, useMemo } from 'preact/hooks'

export interface Closeable {
  close(): void
}

const held = new Map<string, { store: Closeable; users: number }>()

/** The store of this key, for as long as the component is drawn; null: none is wanted. The key begins with the kind of store. */
export function useShared<T extends Closeable>(key: string | null, make: () => T): T | null {
  const store = useMemo(() => (key === null ? null : acquire(key, make)), [key])
  useEffect(() => {
    if (key === null) return
    return () => release(key)
  }, [key])
  return store
}

function acquire<T extends Closeable>(key: string, make: () => T): T {
  const found = held.get(key) ?? { store: make(), users: 0 }
  found.users++
  held.set(key, found)
  return found.store as T
}

function release(key: string): void {
  const found = held.get(key)
  if (!found || --found.users > 0) return
  held.delete(key)
  found.store.close()
}
