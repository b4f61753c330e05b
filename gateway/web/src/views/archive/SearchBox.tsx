// Search as one types: what is typed goes into the address after a moment, problems whose title fits can be opened at once.
import { useLocation } from 'preact-iso'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { useKeys } from '../../parts/keys.ts'
import type { Suggestion } from '../../generated/api.ts'
import { words } from './words.ts'

const PAUSE_MS = 180
const MOST = 8

export function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { route } = useLocation()
  const list = useId()
  const [text, setText] = useState(value)
  const [found, setFound] = useState<Suggestion[]>([])
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const input = useRef<HTMLInputElement>(null)
  const sent = useRef(value)
  /** Since something was typed: suggestions that come later do not cover what is shown behind them. */
  const closed = useRef(false)
  useEffect(() => {
    if (value === sent.current) return // what was typed is on its way here
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text.trim() === sent.current) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      sent.current = text.trim()
      onSearch(text.trim())
      void suggest(text.trim(), controller.signal).then((all) => {
        if (controller.signal.aborted) return
        setFound(all)
        setChosen(-1)
        setOpen(!closed.current && document.activeElement === input.current)
      })
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [text])
  useKeys([{ key: '/', does: words().search, act: () => input.current?.focus() }], [words()])
  const shown = open && found.length > 0
  const close = () => {
    closed.current = true
    setOpen(false)
  }
  const pressed = (event: KeyboardEvent) => {
    const picked = found[chosen]
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && shown && picked) route(`/problems/${picked.id}`)
    else if (event.key === 'Enter') close()
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setChosen((now) => (now + step + found.length + 1 + 1) % (found.length + 1) - 1)
    }
  }
  return (
    <div class="problem-search">
      <input
        ref={input}
        role="combobox"
        aria-label={words().search}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${list}-${chosen}` : undefined}
        autocomplete="off"
        placeholder={words().searchHint}
        value={text}
        onInput={(event) => {
          closed.current = false
          setText(event.currentTarget.value)
        }}
        onKeyDown={pressed}
        onBlur={() => setOpen(false)}
      />
      <ul id={list} role="listbox" aria-label={words().suggestions} hidden={!shown}>
        {found.map((problem, index) => (
          <li
            key={problem.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerDown={(event) => event.preventDefault()} // the input keeps the focus until the click
            onClick={() => route(`/problems/${problem.id}`)}
          >
            {problem.title}
          </li>
        ))}
      </ul>
    </div>
  )
}

async function suggest(q: string, signal: AbortSignal): Promise<Suggestion[]> {
  if (!q) return []
  try {
    return (await call('GET /problems/suggest', { query: { q, limit: MOST }, signal })).problems
  } catch {
    return [] // the search below says what is wrong
  }
}
