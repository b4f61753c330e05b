import { useEffect, useRef } from 'preact/hooks'
import type { DeskFrame } from '../../../generated/live.ts'
import { useRoom } from '../../../parts/useRoom.ts'
import { useContest } from '../../../store/access.ts'
import { Pace } from './pace.ts'

const PACE_MS = 1000

/** Something that is asked for at most once a second, and at once when the window is looked at again. */
export function usePace(act: () => unknown): () => void {
  const latest = useRef(act)
  latest.current = act
  const pace = useRef<Pace | null>(null)
  pace.current ??= new Pace(() => latest.current(), PACE_MS)
  useEffect(() => {
    const ask = () => pace.current?.ask()
    addEventListener('focus', ask)
    return () => {
      removeEventListener('focus', ask)
      pace.current?.stop()
    }
  }, [])
  return () => pace.current?.ask()
}

/** Loads again when one of these lists changed, or might have while the connection was away. */
export function useDesk(lists: readonly DeskFrame['changed'][number][], reload: () => unknown): void {
  const { id, access } = useContest()
  const ask = usePace(reload)
  useRoom(access.jury ? `desk.${id}` : null, {
    frame: (frame) => frame.type === 'desk' && frame.changed.some((list) => lists.includes(list)) && ask(),
    entered: ask,
  })
}
