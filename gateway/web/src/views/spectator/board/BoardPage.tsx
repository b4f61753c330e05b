import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Icon } from '../../../parts/Icon.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { part } from '../../../parts/part.ts'
import { useQuery } from '../../../parts/query.ts'
import { useContest, type ContestContext } from '../../../store/access.ts'
import { connection } from '../../../store/connection.ts'
import { ContestStore } from '../../../store/contest.ts'
import { BoardTable, type Focus } from './BoardTable.tsx'
import { selectionOf } from './lines.ts'
import { usePins } from './pins.ts'
import { useLines } from './useLines.ts'
import { words } from './words.ts'

const Search = part(async () => ({ default: (await import('./Search.tsx')).Search }))
const OptionsPanel = part(() => import('./options/OptionsPanel.tsx'))
const CellDialog = part(() => import('./cell/CellDialog.tsx'))
const Charts = part(() => import('./charts/Charts.tsx'))
const FeedPanel = part(() => import('./feed/FeedPanel.tsx'))
const Medals = part(() => import('./medals/Medals.tsx'))
const Projector = part(() => import('./projector/Projector.tsx'))

/** From this width on there is room for the feed beside the board. */
const WIDE = '(min-width: 1500px)'

export default function BoardPage() {
  const context = useContest()
  const { id, access } = context
  const [query, change] = useQuery()
  const { audience, view, chart, cell: place } = query
  const store = useAudience(context, access.jury && audience === 'jury')
  const own = useOwn(store, access.team)
  const [pins, pin] = usePins(id, query['pins'], (next) => change({ pins: next }))
  const teams = own === null ? pins : [own, ...pins.filter((n) => n !== own)]
  const selection = selectionOf(query)
  const { lines, held, filtered, whole, tooMany } = useLines(store, selection, teams)
  const [focus, setFocus] = useState<Focus | null>(null)
  const [options, setOptions] = useState(filtered)
  const [feed, showFeed] = useKept('board.feed', matchMedia(WIDE).matches)
  const [moment, closeMoment] = useMoment(store)
  const final = store.clock.value?.final ?? false
  const jump = (n: number) => setFocus({ n, at: Date.now() })
  useBoardKeys({ query, change, feed, showFeed, showOptions: () => setOptions((open) => !open) })
  if (view === 'projector') {
    return <Projector store={store} lines={lines} filtered={filtered} whole={whole} query={query} onLeave={() => change({ view: '' })} />
  }
  const cell = parseCell(place)
  return (
    <>
      <h2 class="hidden">{words().board}</h2>
      <div class="search">
        <Search live={store} lines={lines} onFound={jump} />
        <div class="board-tools">
          <button type="button" aria-expanded={options} aria-label={words().options} onClick={() => setOptions(!options)}>
            {words().optionsShort}
          </button>
          <button type="button" aria-expanded={chart !== undefined} onClick={() => change({ chart: chart ? '' : 'rank' })}>
            {words().chart}
          </button>
          <button type="button" aria-expanded={feed} onClick={() => showFeed(!feed)}>
            {words().feed}
          </button>
          {final && (
            <button type="button" onClick={() => change({ medals: 'yes' })}>
              <Icon name="cup" /> <span>{words().medalsShow}</span>
            </button>
          )}
        </div>
      </div>
      {options && <OptionsPanel store={store} selection={selection} query={query} jury={access.jury} count={lines.count} change={change} />}
      {tooMany > 0 && <p class="note">{words().tooMany(lines.count, tooMany)}</p>}
      {store.audience === 'jury' && <p class="note">{words().juryBoard}</p>}
      {chart && <Charts store={store} lines={lines} teams={teams} kind={chart === 'score' ? 'score' : 'rank'} change={(kind) => change({ chart: kind })} />}
      <div class="board-area">
        {feed && <FeedPanel store={store} onTeam={jump} />}
        <BoardTable
          live={store}
          focus={focus}
          lines={lines}
          filtered={filtered}
          whole={whole}
          held={held}
          own={own}
          pins={pins}
          compact={view === 'compact'}
          onCell={(n, problem) => change({ cell: `${n}.${problem}` })}
          onPin={pin}
        />
      </div>
      {lines.count === 0 && <p class="empty">{!store.current.value ? words().loading : filtered ? words().nobodyChosen : words().nobody}</p>}
      {cell && <CellDialog store={store} access={access} n={cell.n} problem={cell.problem} own={own} onClose={() => change({ cell: '' })} />}
      {(moment || (final && query['medals'])) && (
        <Medals
          store={store}
          onClose={() => {
            closeMoment()
            change({ medals: '' })
          }}
        />
      )}
    </>
  )
}

interface BoardKeys {
  query: Record<string, string>
  change: (query: Record<string, string>) => void
  feed: boolean
  showFeed: (on: boolean) => void
  showOptions: () => void
}

function useBoardKeys({ query, change, feed, showFeed, showOptions }: BoardKeys): void {
  const turn = (name: string, value: string) => () => change({ [name]: query[name] ? '' : value })
  useKeys(
    [
      { key: '/', does: words().find, act: () => document.querySelector<HTMLElement>('[data-testid=search]')?.focus() },
      { key: 'v', does: words().options, act: showOptions },
      { key: 'g', does: words().chart, act: turn('chart', 'rank') },
      { key: 'n', does: words().feed, act: () => showFeed(!feed) },
      { key: 'c', does: words().compact, act: turn('view', 'compact') },
    ],
    [query, feed, words()], // not with every change of the board
  )
}

/** The store of the contest's frame, or one with the jury's board. */
function useAudience({ id, store }: ContestContext, jury: boolean): ContestStore {
  const other = useMemo(() => (jury ? new ContestStore(connection(), id, 'jury') : null), [id, jury])
  useEffect(() => () => other?.close(), [other])
  return other ?? store
}

/** The number of one's own team; null: one takes part with none. */
function useOwn(store: ContestStore, team: string | null): number | null {
  const teams = store.teams.value
  return useMemo(() => {
    if (team !== null) for (const member of teams.values()) if (member.id === team) return member.n
    return null
  }, [teams, team])
}

/** True once the result becomes final while one watches: until it is closed. */
function useMoment(store: ContestStore): [boolean, () => void] {
  const before = useRef<boolean | undefined>(undefined)
  const [moment, setMoment] = useState(false)
  const final = store.clock.value?.final
  useEffect(() => {
    if (final && before.current === false) setMoment(true)
    if (final === false) setMoment(false) // it was taken back
    before.current = final
  }, [final])
  return [moment, () => setMoment(false)]
}

/** A choice that this browser keeps. */
function useKept(key: string, otherwise: boolean): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => (localStorage.getItem(key) ?? (otherwise ? 'yes' : 'no')) === 'yes')
  return [
    on,
    (next) => {
      localStorage.setItem(key, next ? 'yes' : 'no')
      setOn(next)
    },
  ]
}

/** A cell in an address: the team's number, and the problem's. */
function parseCell(text = ''): { n: number; problem: number } | null {
  const [, n, problem] = /^(\d{1,7})\.(\d{1,3})$/.exec(text) ?? []
  return n && problem ? { n: Number(n), problem: Number(problem) } : null
}
