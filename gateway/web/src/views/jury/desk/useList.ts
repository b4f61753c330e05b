// Lists that are loaded again while somebody reads them: all that was shown stays shown.
import { useMemo, useRef } from 'preact/hooks'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'

export const PAGE = 50
/** Entries of one request. */
const MOST = 200

export interface Page<T> {
  items: T[]
  next: string | null
}

type Load<T> = (page: { cursor?: string; limit: number }, signal: AbortSignal) => Promise<Page<T>>

export interface List<T> extends Loaded<T[]> {
  /** Shows another page; null: there is none. */
  more: (() => Promise<void>) | null
}

/** `all`: so many entries from the beginning, instead of a page. */
export function useList<T>(load: Load<T>, inputs: readonly unknown[], all = PAGE): List<T> {
  const wanted = useRef(all)
  useMemo(() => (wanted.current = all), inputs)
  const loaded = useLoaded((signal) => firstOf(load, wanted.current, signal), inputs)
  const more = () => {
    wanted.current += PAGE
    return loaded.reload()
  }
  return { ...loaded, value: loaded.value?.items, set: (items) => loaded.set({ items, next: null }), more: loaded.value?.next ? more : null }
}

/** The first `wanted` entries, in as many requests as that takes. */
export async function firstOf<T>(load: Load<T>, wanted: number, signal: AbortSignal): Promise<Page<T>> {
  const items: T[] = []
  let next: string | null = null
  do {
    const page = await load({ ...(next && { cursor: next }), limit: Math.min(MOST, wanted - items.length) }, signal)
    items.push(...page.items)
    next = page.next
  } while (next && items.length < wanted)
  return { items, next }
}
