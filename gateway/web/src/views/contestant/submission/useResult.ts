import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { Result } from '../../../generated/api.ts'
import type { Progress } from '../../../generated/live.ts'
import { useRoom } from '../../../parts/useRoom.ts'

/** The verdict is in the log before the platform's list has it: asked for again so often, each time after longer. */
const TRIES = 8
const AGAIN_MS = 150

/** A submission with its result, and its progress while it is judged. */
export function useResult(id: string): { loaded: Loaded<Result>; progress: Progress | null } {
  const loaded = useLoaded((signal) => call('GET /submissions/{submission}/result', { path: { submission: id }, signal }), [id])
  const [progress, setProgress] = useState<Progress | null>(null)
  const [told, setTold] = useState(0)
  const submission = loaded.value?.submission
  useRoom(submission ? `submissions.${submission.contest_id ?? 'practice'}.${submission.team_id}` : null, {
    frame: (frame) => {
      if (frame.type !== 'submission' || frame.submission !== id) return
      setProgress(frame)
      if (frame.state === 'done') setTold(TRIES)
    },
    entered: () => void loaded.reload(),
  })
  const behind = told > 0 && submission?.state !== 'done'
  useEffect(() => {
    if (!behind) return
    const timer = setTimeout(() => void loaded.reload().then(() => setTold(told - 1)), AGAIN_MS * (TRIES - told))
    return () => clearTimeout(timer)
  }, [behind, told])
  const known = progress?.submission === id ? progress : null // the view stays when another submission is opened from it
  return { loaded, progress: submission?.state === 'done' ? null : known }
}
