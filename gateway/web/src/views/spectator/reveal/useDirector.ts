// Steps of the reveal by hand and by themselves: whoever directs says what a step is, of the ceremony or of a rehearsal.
import { useEffect, useRef, useState } from 'preact/hooks'
import { useKeys } from '../../../parts/keys.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { byItself, PACE, PACES, type Hidden } from './steps.ts'
import { words } from './words.ts'

export interface Director {
  forward: () => Promise<unknown>
  back: () => Promise<unknown>
  restart: () => unknown
  info: () => void
}

export interface Directing {
  /** ms between steps that come by themselves. */
  pace: number
  quicken: (by: 1 | -1) => void
  /** From this row on, counted from 1, each step is by hand; 0: all are. */
  from: number
  setFrom: (row: number) => void
  /** Whether steps come by themselves now. */
  running: boolean
  forward: () => void
  back: () => void
}

export function useDirector(director: Director, next: Hidden | null, enabled: boolean): Directing {
  const [pace, setPace] = useState(PACE)
  const [from, setFrom] = useState(0)
  const [running, setRunning] = useState(false)
  const busy = useRef(false)
  const step = async (what: () => Promise<unknown>): Promise<boolean> => {
    if (busy.current) return false
    busy.current = true
    const worked = await attempt(what)
    busy.current = false
    return worked
  }
  const forward = () => {
    if (running) return setRunning(false)
    void step(director.forward).then((worked) => worked && setRunning(from > 0))
  }
  const back = () => {
    setRunning(false)
    void step(director.back)
  }
  const quicken = (by: 1 | -1) => setPace((old) => Math.max(0, Math.min(PACES.length - 1, old + by)))
  const more = byItself(next, from)
  useEffect(() => {
    if (!running) return
    if (!more) return setRunning(false)
    const timer = setTimeout(() => void step(director.forward).then((worked) => worked || setRunning(false)), PACES[pace])
    return () => clearTimeout(timer)
  }, [running, more, next?.n, next?.problem, pace])
  const keys = [
    { key: 'Space', does: words().forward, act: forward, also: ['f', 'ArrowRight'] },
    { key: 'r', does: words().back, act: back, also: ['b', 'ArrowLeft'] },
    { key: '0', does: words().restart, act: () => void director.restart() },
    { key: '+', does: words().faster, act: () => quicken(1), also: ['Shift++', '='] },
    { key: '-', does: words().slower, act: () => quicken(-1) },
    { key: 'i', does: words().info, act: director.info },
  ]
  useKeys(enabled ? keys : [], [enabled, running, from, next?.n, next?.problem, director, words()])
  return { pace: PACES[pace] ?? PACES[PACE], quicken, from, setFrom, running, forward, back }
}
