// Runs that wait for their verdicts, and the one that matters most.
import { useMemo } from 'preact/hooks'
import { useNow } from '../../../parts/now.ts'
import { ordered } from '../reveal/ordered.ts'
import { Letter, nameOf, numberOf, type PartProps } from './parts.tsx'
import { Queue, type Run } from './runs.ts'
import { words } from './words.ts'

export function QueueList({ store, options }: PartProps) {
  const queue = useMemo(() => new Queue(), [store])
  useNow(1000) // judged runs go after a while
  void store.version.value
  queue.update(ordered(store), performance.now())
  const place = (n: number) => store.board.place(n) ?? Infinity
  const featured = queue.featured(place, numberOf(store, options.team))
  const runs = queue.shown(options.rows)
  return (
    <div class="overlay-queue">
      {featured && (
        <section class={`overlay-featured ${look(featured)}`} aria-label={words().featured}>
          <small>{words().featured}</small>
          <Line store={store} run={featured} />
        </section>
      )}
      <ul aria-label={words().queue}>
        {runs.length === 0 && <li class="overlay-none">{words().empty}</li>}
        {runs.map((run) => (
          <li key={`${run.n} ${run.problem}`} class={look(run)}>
            <Line store={store} run={run} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Line({ store, run }: { store: PartProps['store']; run: Run }) {
  const place = store.board.place(run.n)
  return (
    <span class="overlay-run">
      <span class="overlay-rank">{place === undefined ? '' : store.board.at(place)?.rank || ''}</span>
      <Letter store={store} problem={run.problem} />
      <b>
        <bdi>{nameOf(store, run.n)}</bdi>
      </b>
      <span class="overlay-state">{run.solved === null ? `? ${words().waits}` : run.solved ? `✓ ${words().solved}` : `✗ ${words().rejected}`}</span>
    </span>
  )
}

function look(run: Run): string {
  return run.solved === null ? 'waits' : run.solved ? 'solved' : 'tried'
}
