// What of a board is shown, and how: all of it stands in the address.
import { useId, useMemo } from 'preact/hooks'
import type { Member } from '../../../../generated/api.ts'
import { WHOLE_MOST } from '../../../../live/follower.ts'
import { CopyButton } from '../../../../parts/CopyButton.tsx'
import { number } from '../../../../parts/format.ts'
import type { Query } from '../../../../parts/query.ts'
import type { ContestStore } from '../../../../store/contest.ts'
import { choosesSome, type Selection } from '../lines.ts'
import { words } from './words.ts'

interface PanelProps {
  store: ContestStore
  selection: Selection
  query: Query
  jury: boolean
  /** Teams that are shown. */
  count: number
  change: (query: Query) => void
}

export default function OptionsPanel({ store, selection, query, jury, count, change }: PanelProps) {
  const { groups, organizations } = useNames(store.teams.value)
  const large = store.board.total > WHOLE_MOST
  const projector = new URLSearchParams({ ...query, view: 'projector' })
  return (
    <section class="board-options panel" aria-label={words().options}>
      <Choice label={words().group} all={words().allGroups} value={selection.group} names={groups} onChange={(group) => change({ group })} />
      <Choice
        label={words().organization}
        all={words().allOrganizations}
        value={selection.organization}
        names={organizations}
        onChange={(organization) => change({ organization })}
      />
      <Switch label={words().best} on={selection.best} disabled={large} title={large ? words().tooLarge : ''} onChange={(on) => change({ best: on ? 'yes' : '' })} />
      <Switch label={words().compact} on={query['view'] === 'compact'} onChange={(on) => change({ view: on ? 'compact' : '' })} />
      {jury && <Switch label={words().juryView} on={query['audience'] === 'jury'} onChange={(on) => change({ audience: on ? 'jury' : '' })} />}
      <a class="button" href={`?${projector.toString()}`}>
        {words().projector}
      </a>
      <CopyButton text={location.href} label={words().link} />
      {choosesSome(selection) && (
        <p role="status">
          {words().chosen(number(count))}{' '}
          <button type="button" class="plain" onClick={() => change({ group: '', organization: '', best: '' })}>
            {words().showAll}
          </button>
        </p>
      )}
    </section>
  )
}

interface ChoiceProps {
  label: string
  all: string
  value: string
  names: readonly string[]
  onChange: (value: string) => void
}

function Choice({ label, all, value, names, onChange }: ChoiceProps) {
  const id = useId()
  if (names.length === 0 && !value) return null
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{all}</option>
        {(value && !names.includes(value) ? [value, ...names] : names).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}

interface SwitchProps {
  label: string
  on: boolean
  disabled?: boolean
  title?: string
  onChange: (on: boolean) => void
}

function Switch({ label, on, disabled = false, title = '', onChange }: SwitchProps) {
  return (
    <label class="switch" title={title}>
      <input type="checkbox" checked={on} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  )
}

/** Groups and organisations of all teams, in the order of their names. */
function useNames(teams: ReadonlyMap<number, Member>) {
  return useMemo(() => {
    const groups = new Set<string>()
    const organizations = new Set<string>()
    for (const team of teams.values()) {
      team.groups?.forEach((group) => groups.add(group))
      if (team.organization) organizations.add(team.organization)
    }
    const compare = new Intl.Collator().compare
    return { groups: [...groups].sort(compare), organizations: [...organizations].sort(compare) }
  }, [teams])
}
