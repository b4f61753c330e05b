// Lists that come in pages: the first one, and more of them on demand.
import { useState } from 'preact/hooks'
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
  const loaded = useLoaded(async (signal) => {
    const page = await load(undefined, signal)
    setNext(page.next)
    return page.items
  }, inputs)
  const more = async () => {
    const page = await load(next ?? undefined, new AbortController().signal)
    setNext(page.next)
    loaded.set([...(loaded.value ?? []), ...page.items])
  }
  return { ...loaded, more: next ? more : null }
}
