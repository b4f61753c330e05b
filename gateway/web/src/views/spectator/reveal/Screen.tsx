import { useRef } from 'preact/hooks'
import { problemsOf } from '../../../live/time.ts'
import type { BoardSource } from '../../../store/contest.ts'
import { StageBoard } from './StageBoard.tsx'
import { hiddenCells, settledFrom } from './steps.ts'
import { TeamCard } from './TeamCard.tsx'
import type { Stage } from './useStage.ts'
import { words } from './words.ts'

interface Props {
  source: BoardSource
  stage: Stage
  /** Instead of how much is hidden. */
  note: string
  /** Leaves room for the remote control below. */
  short?: boolean
}

/** What everybody sees: the board, what was shown last, and the card of who won something. */
export function Screen({ source, stage, note, short = false }: Props) {
  const element = useRef<HTMLElement>(null)
  const { rows, last, card } = stage
  const left = hiddenCells(rows)
  const shown = card === null ? undefined : source.board.rows.get(card)
  const settled = card !== null && (source.board.place(card) ?? -1) >= settledFrom(stage.next)
  return (
    <section class={short ? 'reveal short' : 'reveal'} ref={element} aria-label={words().title}>
      <h2 class="hidden">{words().title}</h2>
      <div class="reveal-head">
        <p>{note || (left > 0 ? words().hidden(left) : last ? words().all : words().nothing)}</p>
        <p class="reveal-said" role="status" data-testid="shown">
          {last && say(source, stage)}
        </p>
        <button type="button" onClick={() => void element.current?.requestFullscreen().catch(() => undefined)}>
          {words().fullScreen}
        </button>
      </div>
      <div class="reveal-stage">
        <StageBoard source={source} stage={stage} />
        {shown && <TeamCard key={card} source={source} row={shown} settled={settled} onClose={() => stage.setCard(null)} />}
      </div>
    </section>
  )
}

function say(source: BoardSource, { last }: Stage): string {
  if (!last) return ''
  const label = problemsOf(source.clock.value)[last.problem]?.label ?? '?'
  return words().shown(source.teams.value.get(last.n)?.name ?? '…', label, last.solved)
}
