import { phase, contestTime } from '../../../live/time.ts'
import { useNow } from '../../../parts/now.ts'
import { useContest } from '../../../store/access.ts'
import { words } from './words.ts'

/** Why nothing new comes, while the board is frozen. */
export function FreezeNote() {
  const { store } = useContest()
  const now = useNow(1000)
  const clock = store.clock.value
  if (!clock || phase(clock, contestTime(clock, now, store.skew)) !== 'frozen') return null
  return (
    <p class="balloon-frozen" role="note">
      ❄ {words().frozen}
    </p>
  )
}
