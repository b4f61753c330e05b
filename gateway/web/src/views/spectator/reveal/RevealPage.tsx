// The reveal on everybody's own screen, in step with the jury, who sees the remote control below it.
import { useEffect } from 'preact/hooks'
import { WHOLE_MOST } from '../../../live/follower.ts'
import { contestTime } from '../../../live/time.ts'
import { useQuery } from '../../../parts/query.ts'
import { Skeleton } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest, type ContestContext } from '../../../store/access.ts'
import { Live } from './Live.tsx'
import { Rehearsal } from './Rehearsal.tsx'
import { Screen } from './Screen.tsx'
import { useStage } from './useStage.ts'
import { words } from './words.ts'
import './reveal.css'


export default function RevealPage() {
  const contest = useContest()
  const { store, access } = contest
  const [query, change] = useQuery()
  useTitle(words().title)
  const total = (void store.version.value, store.board.total)
  useEffect(() => store.follow(0, Math.min(total, WHOLE_MOST) - 1, true), [store, total])
  if (!store.clock.value) return <Skeleton rows={12} />
  if (!access.jury) return <Watching contest={contest} />
  if (query['mode'] === 'rehearsal') return <Rehearsal contest={contest} onEnd={() => change({ mode: '' }, true)} />
  return <Live contest={contest} onRehearse={() => change({ mode: 'rehearsal' }, true)} />
}

function Watching({ contest }: { contest: ContestContext }) {
  const { store } = contest
  const stage = useStage(store)
  return <Screen source={store} stage={stage} note={isOver(contest) ? '' : words().early} />
}

/** By the clock of the contest; a team may have more time. */
export function isOver({ store }: ContestContext): boolean {
  const clock = store.clock.value
  const time = clock && contestTime(clock, Date.now(), store.skew)
  return clock !== null && time !== null && time >= clock.settings.duration
}
