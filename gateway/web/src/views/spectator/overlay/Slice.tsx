// Some rows of the board, which may turn to the next ones by themselves.
import { useMemo, useState } from 'preact/hooks'
import { problemsOf } from '../../../live/time.ts'
import { useNow } from '../../../parts/now.ts'
import { ordered } from '../reveal/ordered.ts'
import { turned } from './options.ts'
import { CellMark, type PartProps } from './parts.tsx'
import { words } from './words.ts'

const ROW = 44

export function Slice({ store, options }: PartProps) {
  const [opened] = useState(Date.now)
  const now = useNow(1000)
  void store.version.value
  const members = store.teams.value
  const all = ordered(store).filter((row) => !options.group || members.get(row[0])?.groups?.includes(options.group))
  const first = turned(options, all.length, (now - opened) / 1000)
  const end = Math.min(first + options.rows, options.until || all.length, all.length)
  const rows = all.slice(first, end)
  const problems = problemsOf(store.clock.value)
  const style = useMemo(() => ({ '--problems': problems.length, height: `${options.rows * ROW}px` }), [problems.length, options.rows])
  return (
    <div class="overlay-board" role="table" aria-label={words().standings} style={style}>
      {rows.map((row, place) => {
        const cells = new Map(row[4].map((cell) => [cell[0], cell]))
        const at = store.board.place(row[0])
        const rank = at === undefined ? 0 : (store.board.at(at)?.rank ?? 0)
        return (
          <div key={row[0]} class="overlay-row" role="row" style={{ transform: `translateY(${place * ROW}px)`, height: `${ROW}px` }}>
            <span role="cell" class="overlay-rank">
              {rank || ''}
            </span>
            <span role="rowheader" class="overlay-name">
              <bdi>{members.get(row[0])?.name ?? '…'}</bdi>
            </span>
            <span role="cell" class="overlay-cells">
              {problems.map((problem, number) => (
                <CellMark key={problem.id} label={problem.label} cell={cells.get(number)} />
              ))}
            </span>
            <span role="cell" class="overlay-solved">
              {row[3] ?? row[1]}
            </span>
            <span role="cell" class="overlay-time">
              {row[3] === null ? row[2] : ''}
            </span>
          </div>
        )
      })}
    </div>
  )
}
