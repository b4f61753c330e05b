// The ticker: what was solved last, and who was first at each problem.
import { useMemo } from 'preact/hooks'
import { ordered } from '../reveal/ordered.ts'
import { Letter, nameOf, type PartProps } from './parts.tsx'
import { Ticker, type Solve } from './runs.ts'
import { words } from './words.ts'

export function Strip({ store, options }: PartProps) {
  const ticker = useMemo(() => new Ticker(), [store])
  void store.version.value
  const rows = ordered(store)
  if (rows.length < store.board.total) return null // times of only some rows would order them wrongly
  ticker.update(rows)
  const firsts = ticker.firsts()
  return (
    <div class="overlay-strip">
      <ul aria-label={words().ticker}>
        {ticker.last(options.rows).map((solve) => (
          <Item key={`${solve.n} ${solve.problem}`} store={store} solve={solve} />
        ))}
      </ul>
      {firsts.length > 0 && (
        <div class="overlay-firsts">
          <span>★ {words().firsts}</span>
          <ul aria-label={words().firsts}>
            {firsts.map((solve) => (
              <li key={solve.problem}>
                <Letter store={store} problem={solve.problem} /> <bdi>{nameOf(store, solve.n)}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

function Item({ store, solve }: { store: PartProps['store']; solve: Solve }) {
  const place = store.board.place(solve.n)
  const rank = place === undefined ? 0 : (store.board.at(place)?.rank ?? 0)
  return (
    <li class={solve.first ? 'first' : ''}>
      <Letter store={store} problem={solve.problem} />
      <b>
        <bdi>{nameOf(store, solve.n)}</bdi>
      </b>
      {solve.first && <span>★ {words().first}</span>}
      {rank > 0 && <small>{words().rank(rank)}</small>}
    </li>
  )
}
