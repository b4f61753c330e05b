// The controls of the time machine: they stay at the lower edge of the screen, as those of a film.
import type { ComponentChildren } from 'preact'
import { spell } from '../../../live/time.ts'
import { faster, RATES, second, seek, toggle, type Player } from './player.ts'
import { words } from './words.ts'

const HEIGHT = 28

interface Props {
  player: Player
  change: (how: (player: Player) => Player) => void
  /** Where the contest froze, in seconds; null: it did not. */
  freeze: number | null
  /** How much happened in each part of the contest; empty: it is not known. */
  activity: readonly number[]
  /** The second of the change before and behind; null: there is none. */
  previous: number | null
  next: number | null
  children?: ComponentChildren
}

export function PlayerBar({ player, change, freeze, activity, previous, next, children }: Props) {
  const at = second(player)
  const to = (where: number | null) => where !== null && change((old) => seek(old, where))
  return (
    <section class="machine-bar" aria-label={words().title}>
      <div class="machine-line">
        <Activity counts={activity} share={player.end ? at / player.end : 0} freeze={freeze === null || !player.end ? null : freeze / player.end} />
        <input
          type="range"
          min={0}
          max={player.end}
          step={1}
          value={at}
          aria-label={words().second}
          aria-valuetext={words().ofEnd(spell(at * 1000), spell(player.end * 1000))}
          onInput={(event) => to(event.currentTarget.valueAsNumber)}
        />
      </div>
      <div class="machine-keys">
        <button type="button" class="primary machine-play" onClick={() => change(toggle)} aria-label={player.playing ? words().pause : words().play}>
          <span aria-hidden="true">{player.playing ? '❚❚' : '▶'}</span>
        </button>
        <button type="button" disabled={previous === null} onClick={() => to(previous)} aria-label={words().previous} title={words().previous}>
          <span aria-hidden="true">|◀</span>
        </button>
        <button type="button" disabled={next === null} onClick={() => to(next)} aria-label={words().next} title={words().next}>
          <span aria-hidden="true">▶|</span>
        </button>
        <output class="machine-time" data-testid="at">
          <b>{spell(at * 1000)}</b> <span>/ {spell(player.end * 1000)}</span>
        </output>
        <label class="machine-rate">
          <span>{words().rate}</span>
          <select value={String(player.rate)} onChange={(event) => setRate(Number(event.currentTarget.value))}>
            {RATES.map((rate) => (
              <option key={rate} value={String(rate)}>
                {words().times(rate)}
              </option>
            ))}
          </select>
        </label>
        {children}
      </div>
    </section>
  )

  function setRate(rate: number): void {
    change((old) => ({ ...old, rate }))
  }
}

/** Bars of what was solved when, behind the slider; the frozen part is hatched. */
function Activity({ counts, share, freeze }: { counts: readonly number[]; share: number; freeze: number | null }) {
  const most = Math.max(1, ...counts)
  return (
    <svg class="machine-activity" viewBox={`0 0 ${counts.length || 1} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {freeze !== null && freeze < 1 && <rect class="frozen" x={freeze * counts.length} y={0} width={(1 - freeze) * counts.length} height={HEIGHT} />}
      {counts.map((count, part) => {
        const height = count ? 2 + (count / most) * (HEIGHT - 2) : 0
        return <rect key={part} class={part / counts.length < share ? 'past' : ''} x={part + 0.1} y={HEIGHT - height} width={0.8} height={height} />
      })}
    </svg>
  )
}

/** What can be pressed; given to `useKeys`. */
export function playerKeys(change: Props['change'], end: number, step: (by: 1 | -1) => void) {
  const by = (seconds: number) => () => change((old) => seek(old, second(old) + seconds))
  return [
    { key: 'Space', does: `${words().play} / ${words().pause}`, act: () => change(toggle), also: ['k'] },
    { key: 'ArrowRight', does: words().next, act: () => step(1) },
    { key: 'ArrowLeft', does: words().previous, act: () => step(-1) },
    { key: 'Shift+ArrowRight', does: words().minuteOn, act: by(60) },
    { key: 'Shift+ArrowLeft', does: words().minuteBack, act: by(-60) },
    { key: '+', does: words().faster, act: () => change((old) => faster(old, 1)), also: ['Shift++', '='] },
    { key: '-', does: words().slower, act: () => change((old) => faster(old, -1)) },
    { key: 'Home', does: words().toStart, act: () => change((old) => seek(old, 0)) },
    { key: 'End', does: words().toEnd, act: () => change((old) => seek(old, end)) },
  ]
}
