// Lists that come in pages: the first one, and more of them on demand.
import { useRef, useState } from 'preact/hooks'
import { useLoaded, type Loaded } from './loaded.ts'

export interface Pages<T> extends Loaded<T[]> {
  /** Loads the next page; null: there is none. */
  more: (() => Promise<void>) | null
}

/** `load` gives a page that begins at a cursor (`undefined`: the first), with the cursor of the next. */
export function usePages<T>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<{ items: T[]; next: string | null }>,
  inputs: readonly unknown[],
): Pages<T> {
  const [next, setNext] = useState<string | null>(null)
  const asking = useRef<AbortController | null>(null)
  const loaded = useLoaded(async (signal) => {
    asking.current?.abort() // what follows an earlier list does not follow the one that is loaded now
    const page = await load(undefined, signal)
    setNext(page.next)
    return page.items
  }, inputs)
  const shown = useRef(loaded.value)
  shown.current = loaded.value
  const more = async () => {
    asking.current?.abort()
    const mine = (asking.current = new AbortController())
    const page = await load(next ?? undefined, mine.signal).catch((error: unknown) => {
      if (mine.signal.aborted) return null
      throw error
    })
    if (!page || mine.signal.aborted) return
    setNext(page.next)
    loaded.set([...(shown.current ?? []), ...page.items])
  }
  return { ...loaded, more: next ? more : null }
}
