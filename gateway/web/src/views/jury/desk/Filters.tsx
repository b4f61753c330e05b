// Filters above a list, each one a part of the address.
import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { useContest } from '../../../store/access.ts'
import { useProblems, useTeams } from './names.tsx'
import { words } from './words.ts'

export function Filters({ children, onClear }: { children: ComponentChildren; onClear?: (() => void) | undefined }) {
  return (
    <form class="desk-filters" role="search" aria-label={words().filters} onSubmit={(event) => event.preventDefault()}>
      {children}
      {onClear && (
        <button type="button" onClick={onClear}>
          {words().clear}
        </button>
      )}
    </form>
  )
}

interface Chosen {
  label: string
  value: string | undefined
  onChange: (value: string) => void
}

/** `options`: value and words; the first choice is any. */
export function Choice({ label, value = '', onChange, options }: Chosen & { options: readonly (readonly [string, string])[] }) {
  const id = useId()
  return (
    <div class="desk-filter">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{words().any}</option>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}

/** What is being typed, which no drawing of the live list takes back, until the field is left or Enter is pressed. */
function useTyped(value: string, onChange: (value: string) => void) {
  const [typed, setTyped] = useState<string | null>(null)
  return {
    value: typed ?? value,
    onInput: (event: { currentTarget: HTMLInputElement }) => setTyped(event.currentTarget.value),
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      setTyped(null)
      onChange(event.currentTarget.value.trim())
    },
  }
}

/** Takes effect when the field is left, or with Enter. */
export function Text({ label, value = '', onChange, minutes = false }: Chosen & { minutes?: boolean }) {
  const id = useId()
  const typed = useTyped(value, onChange)
  return (
    <div class="desk-filter">
      <label for={id}>{label}</label>
      <input id={id} {...(minutes && { type: 'number' as const, min: 0 })} {...typed} />
    </div>
  )
}

export function ProblemChoice({ value, onChange }: Omit<Chosen, 'label'>) {
  const options = useProblems().map((problem) => [problem.id, `${problem.label} ${problem.name ?? ''}`] as const)
  return <Choice label={words().problem} value={value} onChange={onChange} options={options} />
}

/** So many names are offered at once. */
const OFFERED = 50

/** A team by its name; those with what is typed in it are offered. */
export function TeamChoice({ value, onChange }: Omit<Chosen, 'label'>) {
  const id = useId()
  const name = useTeams()
  const teams = [...useContest().store.teams.value.values()]
  const typed = useTyped(value ? name(value) : '', (text) => onChange(teams.find((team) => team.name === text)?.id ?? text))
  const sought = typed.value.toLowerCase()
  const offered = teams.filter((team) => team.name.toLowerCase().includes(sought)).slice(0, OFFERED)
  return (
    <div class="desk-filter">
      <label for={id}>{words().team}</label>
      <input id={id} list={`${id}-names`} autocomplete="off" {...typed} />
      <datalist id={`${id}-names`}>
        {offered.map((team) => (
          <option key={team.id} value={team.name} />
        ))}
      </datalist>
    </div>
  )
}
