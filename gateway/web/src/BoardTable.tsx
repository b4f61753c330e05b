import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { problemsOf, type CountedProblem } from './clock.ts'
import type { Cell, Row } from './generated/live.ts'
import type { Live } from './live.ts'

const OVERSCAN = 8
const GLIDE_MS = 700
const FLASH_MS = 2500

/** The board: only rows near the screen exist; a row that moves glides to its new place. */
export function BoardTable({ live, focus }: { live: Live; focus: { n: number; at: number } | null }) {
  const frame = useRef<HTMLDivElement>(null)
  const height = useRowHeight()
  const [view, setView] = useState({ first: 0, last: 30 })
  const before = useRef(new Map<number, number>())
  const version = live.version.value
  const { board } = live
  const total = board.total

  useEffect(() => {
    let waiting = 0
    const look = () => {
      waiting = 0
      const box = frame.current
      if (!box) return
      const top = -box.getBoundingClientRect().top
      const first = Math.max(0, Math.floor(top / height) - OVERSCAN)
      const last = Math.min(Math.max(0, live.board.total - 1), Math.ceil((top + innerHeight) / height) + OVERSCAN)
      setView((old) => (old.first === first && old.last === last ? old : { first, last }))
      live.follow(first, last)
    }
    const soon = () => (waiting ||= requestAnimationFrame(look))
    look()
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(waiting)
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [live, height, version])

  useEffect(() => {
    const place = focus && board.place(focus.n)
    if (place === null || place === undefined || !frame.current) return
    const top = frame.current.getBoundingClientRect().top + scrollY + place * height
    const target = top - innerHeight / 2
    scrollTo({ top: target, behavior: 'auto' }) // at once: rows that move meanwhile would stop a glide half-way
  }, [focus])

  // rows that are on the screen now, and those that were on it and moved away: they glide out
  const shown = new Map<number, { place: number; rank: number }>()
  for (let place = view.first; place <= Math.min(view.last, total - 1); place++) {
    const at = board.at(place)
    if (at) shown.set(at.n, { place, rank: at.rank })
  }
  for (const [n, old] of before.current) {
    const place = board.place(n)
    if (!shown.has(n) && place !== undefined && place !== old && old >= view.first && old <= view.last) {
      shown.set(n, { place, rank: board.at(place)?.rank ?? 0 })
    }
  }
  const places = useRef(new Map<number, number>())
  useLayoutEffect(() => {
    before.current = new Map([...shown].map(([n, { place }]) => [n, place]))
    for (const n of shown.keys()) places.current.set(n, board.place(n) ?? 0)
  })

  const problems = problemsOf(live.clock.value)
  return (
    <div class="board" role="table" aria-label="Standings" aria-rowcount={total + 1} style={{ '--problems': problems.length }}>
      <div class="head" role="row" aria-rowindex={1}>
        <span role="columnheader" class="rank">#</span>
        <span role="columnheader" class="team">Team</span>
        <span role="columnheader" class="solved" title="Solved">=</span>
        <span role="columnheader" class="penalty" title="Penalty in minutes">Time</span>
        <span class="cells">
          {problems.map((problem) => (
            <ProblemHead key={problem.id} problem={problem} />
          ))}
        </span>
      </div>
      {total === 0 && <p class="empty">{live.current.value ? 'Nobody has joined yet.' : 'Loading the standings …'}</p>}
      <div class="rows" role="rowgroup" ref={frame} style={{ height: `${total * height}px` }}>
        {[...shown]
          .sort(([, a], [, b]) => a.place - b.place) // a screen reader goes by the order of the document
          .map(([n, { place, rank }]) => {
            const row = board.rows.get(n)
            return (
              row && (
                <BoardRow
                  key={n}
                  row={row}
                  place={place}
                  from={places.current.get(n) ?? place}
                  rank={rank}
                  medal={medal(row, rank, live.clock.value?.settings.medals)}
                  height={height}
                  name={live.teams.value.get(n)?.name ?? '…'}
                  organization={live.teams.value.get(n)?.organization ?? ''}
                  problems={problems}
                  flash={performance.now() - (board.changed.get(n) ?? -1e9) < FLASH_MS ? board.changed.get(n)! : 0}
                  found={focus?.n === n}
                />
              )
            )
          })}
      </div>
    </div>
  )
}

/** `gold`, `silver`, `bronze` or nothing; nobody wins one for nothing. */
function medal([, solved, , score]: Row, rank: number, medals: [number, number, number] = [0, 0, 0]): string {
  if (!rank || !(solved || score)) return ''
  const [gold, silver, bronze] = medals
  if (rank <= gold) return 'gold'
  if (rank <= gold + silver) return 'silver'
  return rank <= gold + silver + bronze ? 'bronze' : ''
}

function ProblemHead({ problem }: { problem: CountedProblem }) {
  return (
    <span role="columnheader" class="problem" title={`${problem.name}: solved by ${problem.solved}, tried by ${problem.tried}`}>
      <span class="balloon" style={{ background: problem.rgb || 'var(--balloon)' }} aria-hidden="true" />
      {problem.label}
      <small>{problem.solved}</small>
    </span>
  )
}

interface RowProps {
  row: Row
  place: number
  from: number
  rank: number
  medal: string
  height: number
  name: string
  organization: string
  problems: CountedProblem[]
  flash: number
  found: boolean
}

function BoardRow({ row, place, from, rank, medal, height, name, organization, problems, flash, found }: RowProps) {
  const element = useRef<HTMLDivElement>(null)
  const last = useRef(from)
  useLayoutEffect(() => {
    const distance = (last.current - place) * height
    last.current = place
    if (!distance || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    // a far jump starts just outside the screen: the eye follows it, the row does not race
    const limit = innerHeight
    const start = place * height + Math.max(-limit, Math.min(limit, distance))
    element.current?.animate([{ transform: `translateY(${start}px)` }, { transform: `translateY(${place * height}px)` }], {
      duration: GLIDE_MS,
      easing: 'cubic-bezier(.3, 0, .2, 1)',
    })
  }, [place, height])
  const cells = new Map(row[4].map((cell) => [cell[0], cell]))
  const disqualified = row[5]
  const states = { odd: place % 2, flash, found, disqualified }
  const classes = ['row', ...Object.entries(states).flatMap(([name, on]) => (on ? name : []))].join(' ')
  return (
    <div
      ref={element}
      class={classes}
      role="row"
      aria-rowindex={place + 2}
      data-team={row[0]}
      data-flash={flash || undefined}
      style={{ transform: `translateY(${place * height}px)`, height: `${height}px` }}
    >
      <span role="cell" class={`rank ${medal}`} title={disqualified ? 'disqualified' : medal}>
        {disqualified ? 'DSQ' : rank || ''}
      </span>
      <span role="rowheader" class="team" title={organization ? `${name} · ${organization}` : name}>
        <span class="name">{name}</span>
        {organization && <span class="organization">{organization}</span>}
      </span>
      <span role="cell" class="solved">{row[3] ?? row[1]}</span>
      <span role="cell" class="penalty">{row[3] === null ? row[2] : ''}</span>
      <span class="cells">
        {problems.map((problem, number) => (
          <ProblemCell key={problem.id} label={problem.label} cell={cells.get(number)} />
        ))}
      </span>
    </div>
  )
}

/** State by colour, sign and words, so that none of them is needed. */
function ProblemCell({ label, cell }: { label: string; cell: Cell | undefined }) {
  if (!cell || (cell[1] === 0 && cell[2] === 0)) return <span role="cell" class="cell none" aria-label={`${label}: not tried`} />
  const [, judged, pending, solved, time, score] = cell
  if (solved) {
    const tries = judged > 1 ? `+${judged - 1}` : '+'
    return (
      <span
        role="cell"
        class={solved === 2 ? 'cell solved first' : 'cell solved'}
        aria-label={`${label}: solved${solved === 2 ? ' first' : ''} at ${time} after ${judged} ${judged > 1 ? 'tries' : 'try'}`}
      >
        <b>{score ?? (solved === 2 ? `★${tries}` : tries)}</b>
        <small>{time}</small>
      </span>
    )
  }
  if (pending) {
    return (
      <span role="cell" class="cell pending" aria-label={`${label}: ${pending} pending, ${judged} rejected`}>
        <b>?{pending > 1 ? pending : ''}</b>
        {judged > 0 && <small>−{judged}</small>}
      </span>
    )
  }
  return (
    <span role="cell" class={score ? 'cell partial' : 'cell tried'} aria-label={`${label}: ${score ? `${score} points` : `${judged} rejected`}`}>
      <b>{score ?? `−${judged}`}</b>
    </span>
  )
}

/** Rows are of one height, two on small screens: the style sheet and this agree on where. */
function useRowHeight(): number {
  const small = '(max-width: 720px)'
  const [height, setHeight] = useState(matchMedia(small).matches ? 60 : 38)
  useEffect(() => {
    const query = matchMedia(small)
    const changed = () => setHeight(query.matches ? 60 : 38)
    query.addEventListener('change', changed)
    return () => query.removeEventListener('change', changed)
  }, [])
  return height
}
