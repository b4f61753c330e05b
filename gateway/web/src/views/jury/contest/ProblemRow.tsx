// A problem of the contest in the list that is put in order: by drag, by buttons, by Alt and the arrows.
import type { ContestProblem } from '../../../generated/api.ts'
import { words } from './problemWords.ts'

interface Given {
  problem: ContestProblem
  place: number
  count: number
  points: boolean
  dragged: boolean
  onDrag: (dragging: boolean) => void
  onOver: () => void
  /** `focus`: which button of the row has it afterwards. */
  move: (to: number, focus: 'up' | 'down') => void
  change: (change: Partial<ContestProblem>) => void
  remove: () => void
}

export function ProblemRow({ problem, place, count, points, dragged, onDrag, onOver, move, change, remove }: Given) {
  const name = problem.name || problem.id
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const up = event.key === 'ArrowUp'
    move(place + (up ? -1 : 1), up ? 'up' : 'down')
  }
  return (
    <li
      class={`jury-problem${dragged ? ' dragged' : ''}`}
      data-problem={problem.id}
      onKeyDown={keys}
      onDragOver={(event) => {
        event.preventDefault()
        onOver()
      }}
      onDrop={(event) => event.preventDefault()}
    >
      <span class="handle" draggable title="" aria-hidden="true" onDragStart={() => onDrag(true)} onDragEnd={() => onDrag(false)}>
        ⠿
      </span>
      <span class="moves">
        <button type="button" class="plain" data-move="up" aria-label={words().up(name)} aria-disabled={place === 0} onClick={() => move(place - 1, 'up')}>
          ↑
        </button>
        <button type="button" class="plain" data-move="down" aria-label={words().down(name)} aria-disabled={place === count - 1} onClick={() => move(place + 1, 'down')}>
          ↓
        </button>
      </span>
      <input class="jury-letter" aria-label={words().of(name, words().letter)} value={problem.label} maxLength={64} onInput={(event) => change({ label: event.currentTarget.value })} />
      <input type="color" aria-label={words().of(name, words().colour)} value={problem.rgb || '#aab3c2'} onInput={(event) => change({ rgb: event.currentTarget.value })} />
      <input class="jury-name" aria-label={words().of(name, words().name)} value={problem.name ?? ''} maxLength={120} onInput={(event) => change({ name: event.currentTarget.value })} />
      {points && (
        <input
          class="jury-points"
          type="number"
          step="any"
          aria-label={words().of(name, words().points)}
          title={words().pointsHint}
          value={problem.points ?? 0}
          onInput={(event) => change({ points: Number(event.currentTarget.value) })}
        />
      )}
      <code>{problem.id}</code>
      <span class="acts">
        <a class="button" href={`/problems/${encodeURIComponent(problem.id)}/edit`} aria-label={words().edit(name)}>
          ✎
        </a>
        <button type="button" aria-label={words().remove(name)} onClick={remove}>
          ×
        </button>
      </span>
    </li>
  )
}
