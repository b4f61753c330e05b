// What a contest has and lacks, worst first, with where to mend it.
import { isAdmin, useContest } from '../../../store/access.ts'
import { user } from '../../../api/session.ts'
import type { Loaded } from '../../../api/loaded.ts'
import type { Checklist as List, Item } from '../../../generated/api.ts'
import { Ready } from '../../../parts/States.tsx'
import { juryAddress } from './JuryPage.tsx'
import { words } from './words.ts'

const SIGNS = { ok: '✓', warning: '!', missing: '✗' } as const
type Place = 'settings' | 'problems' | 'registration' | 'admin' | 'edit'
const PLACES: Record<string, Place> = {
  start: 'settings',
  duration: 'settings',
  freeze: 'settings',
  problems: 'problems',
  colours: 'problems',
  'problem-exists': 'problems',
  'problem-tests': 'edit',
  'problem-samples': 'edit',
  'problem-statement': 'edit',
  'problem-version': 'problems',
  registrations: 'registration',
  judges: 'admin',
  languages: 'admin',
  clocks: 'admin',
  'judge-queue': 'admin',
  outbox: 'admin',
  mails: 'admin',
}

export function Checklist({ of }: { of: Loaded<List> }) {
  return (
    <section class="panel jury-checklist" aria-labelledby="checklist">
      <header class="jury-head">
        <h3 id="checklist">{words().checklist}</h3>
        <button type="button" onClick={() => void of.reload()}>
          {words().checkAgain}
        </button>
      </header>
      <Ready of={of}>
        {({ state, items }) => {
          const open = [...items].filter((item) => item.state !== 'ok').sort((a, b) => rank(b) - rank(a))
          const well = items.filter((item) => item.state === 'ok')
          return (
            <>
              <p role="status" class={`jury-verdict ${state}`}>
                <span aria-hidden="true">{SIGNS[state]}</span> {words().checklistState[state]}
              </p>
              {open.length > 0 && <Items items={open} />}
              <details open={open.length === 0}>
                <summary>{words().inOrder(well.length)}</summary>
                <Items items={well} />
              </details>
            </>
          )
        }}
      </Ready>
    </section>
  )
}

function rank(item: Item): number {
  return ['ok', 'warning', 'missing'].indexOf(item.state)
}

function Items({ items }: { items: Item[] }) {
  return (
    <ul class="jury-items">
      {items.map((item) => (
        <li key={`${item.id} ${item.problem_id ?? ''}`} class={item.state}>
          <span class="sign" aria-hidden="true">
            {SIGNS[item.state]}
          </span>
          <span class="hidden">{words().state[item.state]}: </span>
          <span class="said">{item.message}</span>
          {item.state !== 'ok' && <Mend item={item} />}
        </li>
      ))}
    </ul>
  )
}

function Mend({ item }: { item: Item }) {
  const { id } = useContest()
  const place = PLACES[item.id]
  if (!place || (place === 'admin' && !isAdmin(user.value))) return null
  if (place === 'admin') return <a href="/admin">{words().goThere.admin}</a>
  if (place === 'edit') return item.problem_id ? <a href={`/problems/${encodeURIComponent(item.problem_id)}/edit`}>{words().goThere.edit}</a> : null
  if (item.id === 'registrations' && item.state === 'warning') return <a href={`${juryAddress(id, 'teams')}?state=pending`}>{words().goThere.teams}</a>
  return <a href={juryAddress(id, place)}>{words().goThere[place]}</a>
}
