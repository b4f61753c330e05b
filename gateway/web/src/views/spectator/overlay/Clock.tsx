import { contestTime, phase, spell } from '../../../live/time.ts'
import { useNow } from '../../../parts/now.ts'
import type { PartProps } from './parts.tsx'
import { words } from './words.ts'

const TICK_MS = 250

export function Clock({ store, options }: PartProps) {
  const now = useNow(TICK_MS)
  const clock = store.clock.value!
  const time = contestTime(clock, now, store.skew)
  const { duration } = clock.settings
  const state = phase(clock, time)
  const over = time !== null && time >= duration
  const waits = time !== null && time < 0
  const shown = time === null ? null : waits ? -time : options.show === 'left' ? Math.max(0, duration - time) : Math.min(time, duration)
  return (
    <div class={`overlay-clock ${state}`}>
      <span role="timer">{shown === null ? '–' : spell(options.show === 'left' && !waits ? Math.ceil(shown / 1000) * 1000 : shown)}</span>
      <small>
        {waits ? words().untilStart : over ? words().over : options.show === 'left' ? words().left : ''}
        {state === 'frozen' && ` ❄ ${words().frozen}`}
      </small>
    </div>
  )
}
