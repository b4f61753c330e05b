import { useEffect, useRef, useState } from 'preact/hooks'
import { user } from '../../../api/session.ts'
import type { Query } from '../../../parts/query.ts'
import { words } from './words.ts'

/** Somebody who types is waited for. */
const TYPING_MS = 250

export function Filters({ query, change }: { query: Query; change: (parts: Query) => void }) {
  return (
    <form class="filters" role="search" aria-label={words().filters} onSubmit={(event) => event.preventDefault()}>
      <SearchField value={query['q'] ?? ''} onChange={(q) => change({ q })} />
      <Choice
        label={words().show}
        value={query['status'] ?? ''}
        options={[
          ['', words().all],
          ['running', words().sections.running],
          ['upcoming', words().sections.upcoming],
          ['ended', words().sections.ended],
        ]}
        onChange={(status) => change({ status })}
      />
      <Choice
        label={words().rated}
        value={query['rated'] ?? ''}
        options={[
          ['', words().either],
          ['yes', words().yes],
          ['no', words().no],
        ]}
        onChange={(rated) => change({ rated })}
      />
      {user.value && (
        <label class="tick">
          <input type="checkbox" checked={query['mine'] === '1'} onChange={(event) => change({ mine: event.currentTarget.checked ? '1' : '' })} />
          {words().mine}
        </label>
      )}
    </form>
  )
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setTyped(value), [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (text: string) => {
    setTyped(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange(text.trim()), TYPING_MS)
  }
  return <input type="search" aria-label={words().search} placeholder={words().search} value={typed} onInput={(event) => type(event.currentTarget.value)} />
}

interface ChoiceProps {
  label: string
  value: string
  options: readonly (readonly [string, string])[]
  onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  )
}
