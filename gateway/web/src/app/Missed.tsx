import { useEffect, useRef } from 'preact/hooks'
import type { ClockFrame } from '../generated/live.ts'
import { DEAD_MS } from '../live/freshness.ts'
import { spell } from '../live/time.ts'
import { inLanguages } from '../parts/language.ts'
import { useNow } from '../parts/now.ts'
import { say } from '../parts/toasts.tsx'
import type { ContestContext } from '../store/access.ts'
import { missed } from './missed.ts'

const words = inLanguages({
  en: {
    missed: (away: string, submissions: number, solved: number) =>
      `Live again after ${away}. Meanwhile: ${submissions === 1 ? '1 submission' : `${submissions} submissions`}, ${solved} solved.`,
  },
  de: {
    missed: (away: string, submissions: number, solved: number) =>
      `Nach ${away} wieder live. Inzwischen: ${submissions === 1 ? '1 Einsendung' : `${submissions} Einsendungen`}, ${solved} gelöst.`,
  },
})

/** Says after a break what it missed; of one that nobody can have noticed, nothing. */
export default function MissedInBreak({ of: { store } }: { of: ContestContext }) {
  useNow(500)
  const state = store.freshness.state(store.current.value, performance.now())
  const heard = store.freshness.spoke
  const clock = store.clock.value
  const last = useRef<{ heard: number; clock: ClockFrame } | null>(null)
  useEffect(() => {
    if (state !== 'live' || heard === null || !clock) return
    const before = last.current
    last.current = { heard, clock }
    if (!before || heard - before.heard < DEAD_MS) return
    const { submissions, solved } = missed(before.clock, clock)
    say(words().missed(spell(heard - before.heard), submissions, solved), 'news')
  }, [state, heard, clock])
  return null
}
