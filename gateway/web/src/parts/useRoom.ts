import { useEffect, useRef } from 'preact/hooks'
import type { Listener } from '../live/connection.ts'
import { connection } from '../store/connection.ts'

/** Listens to a live room while the view is drawn; null: to none. `entered` is the moment to load what a break may have missed. */
export function useRoom(room: string | null, listener: Pick<Listener, 'frame' | 'entered' | 'refused'>): void {
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    if (!room) return
    return connection().enter(room, {
      frame: (frame) => latest.current.frame(frame),
      entered: () => latest.current.entered?.(),
      refused: (error) => latest.current.refused?.(error),
    })
  }, [room])
}
