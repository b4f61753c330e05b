// Where a contest stands, what waits, and what can be done next.
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { phase, contestTime } from '../../../live/time.ts'
import { useNow } from '../../../parts/now.ts'
import { useReturn } from '../../../parts/useReturn.ts'
import { useContest } from '../../../store/access.ts'
import { Checklist } from './Checklist.tsx'
import { ClockPanel } from './ClockPanel.tsx'
import { Course } from './Course.tsx'
import { JuryPage } from './JuryPage.tsx'
import { useSettings } from './useSettings.ts'
import { Waiting } from './Waiting.tsx'

/** Changes of the clock's counts are followed by loading what they change, this often at most. */
const SETTLE_MS = 2000

export default function Overview() {
  return (
    <JuryPage part="overview">
      <Panels />
    </JuryPage>
  )
}

function Panels() {
  const { id } = useContest()
  const settings = useSettings()
  const checklist = useLoaded((signal) => call('GET /contests/{contest}/checklist', { path: { contest: id }, signal }), [id])
  const ceremony = useLoaded((signal) => call('GET /contests/{contest}/ceremony', { path: { contest: id }, signal }), [id])
  const changes = useChanges(ceremony.value?.over_at ?? null)
  const again = () => {
    for (const loaded of [checklist, ceremony]) if (loaded.value) void loaded.reload()
  }
  useEffect(again, [changes])
  useReturn(again)
  return (
    <div class="jury-panels">
      <Course ceremony={ceremony} settings={settings} />
      <div class="jury-side">
        <ClockPanel settings={settings} />
        <Waiting changes={changes} />
      </div>
      <Checklist of={checklist} />
    </div>
  )
}

/**
 * Another text after each change of state or counts that the clock tells of, but not more often than `SETTLE_MS`. `overAt`: when the time of
 * all teams is up, which ends no freeze and so is no change of the clock's own state.
 */
function useChanges(overAt: string | null): string {
  const { store } = useContest()
  const now = useNow(1000)
  const clock = store.clock.value
  const state = clock && phase(clock, contestTime(clock, now, store.skew))
  const over = overAt !== null && now + store.skew >= Date.parse(overAt)
  const latest = clock ? [state, over, clock.teams, clock.submissions, clock.pending, clock.thawed, clock.final, JSON.stringify(clock.settings)].join(' ') : ''
  const newest = useRef(latest)
  newest.current = latest
  const [settled, setSettled] = useState(latest)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(newest.current), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [latest === settled])
  return settled
}
