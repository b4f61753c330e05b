import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { NewTestRun, TestRun } from '../../../generated/api.ts'
import { sayError } from '../../../parts/toasts.tsx'
import { useRoom } from '../../../parts/useRoom.ts'

/** What was lost on the way is asked for after so long, in ms. */
const ASK_MS = 10_000

export interface Running {
  run: TestRun | null
  /** What it read; null: the samples. */
  input: string | null
  busy: boolean
  start: (wanted: NewTestRun) => Promise<void>
}

/** The last test run. Its room says when there is something new of it; `user`: of whom. */
export function useRun(user: string | null): Running {
  const [run, setRun] = useState<TestRun | null>(null)
  const [input, setInput] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const current = useRef('')
  const open = run !== null && (run.state === 'queued' || run.state === 'running')
  const ask = async (id: string) => {
    try {
      const now = await call('GET /submissions/run/{run}', { path: { run: id } })
      if (current.current === id) setRun(now)
    } catch {
      // the next frame, or the next try, asks again
    }
  }
  useRoom(user && `submissions.practice.${user}`, {
    frame: (frame) => frame.type === 'run' && frame.run === current.current && void ask(frame.run),
    entered: () => open && void ask(run.id),
  })
  useEffect(() => {
    if (!open) return
    const timer = setInterval(() => void ask(run.id), ASK_MS)
    return () => clearInterval(timer)
  }, [open, run?.id])
  const start = async (wanted: NewTestRun) => {
    setBusy(true)
    try {
      const begun = await call('POST /submissions/run', { body: wanted })
      current.current = begun.id
      setInput(wanted.input ?? null)
      setRun(begun)
      void ask(begun.id) // it may have been made before we knew its name
    } catch (error) {
      sayError(error)
    } finally {
      setBusy(false)
    }
  }
  return { run, input, busy: busy || open, start }
}
