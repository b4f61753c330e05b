// Lists that are gone through with j and k. The chosen row has the focus, so that Enter and screen readers follow.
import { useRef, useState } from 'preact/hooks'
import type { Key } from '../../../parts/keys.ts'
import { neighbour } from './rows.ts'
import { words } from './words.ts'

export interface Rows {
  chosen: string | null
  /** The same, for keys: right behind a j, before anything is drawn. */
  at: () => string | null
  /** For the element of a row that takes the focus. */
  row: (id: string) => { id: string; onFocus: () => void }
  keys: Key[]
}

export function useRows(ids: readonly string[]): Rows {
  const [chosen, setChosen] = useState<string | null>(null)
  const now = useRef({ ids, chosen, last: 0 })
  now.current = { ids, chosen, last: chosen !== null && ids.includes(chosen) ? ids.indexOf(chosen) : now.current.last }
  const choose = (id: string) => {
    now.current.chosen = id
    setChosen(id)
  }
  const step = (by: 1 | -1) => {
    const next = neighbour(now.current.ids, now.current.chosen, now.current.last, by)
    if (next === undefined) return
    choose(next)
    document.getElementById(rowId(next))?.focus()
  }
  return {
    chosen,
    at: () => now.current.chosen,
    row: (id) => ({ id: rowId(id), onFocus: () => choose(id) }),
    keys: [
      { key: 'j', does: words().next, act: () => step(1) },
      { key: 'k', does: words().previous, act: () => step(-1) },
    ],
  }
}

function rowId(id: string): string {
  return `row-${id}`
}
