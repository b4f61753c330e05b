import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { tick, type Player } from './player.ts'

/** Between two pictures while it plays: rows glide for longer than that, more would be drawn for nobody. */
const DRAW_MS = 90

/** A player that runs by the clock of the browser. */
export function usePlayer(first: () => Player): [Player, (change: (player: Player) => Player) => void] {
  const [player, setPlayer] = useState(first)
  const change = useCallback((how: (player: Player) => Player) => setPlayer(how), [])
  const { playing } = player
  const last = useRef(0)
  useEffect(() => {
    if (!playing) return
    last.current = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      const passed = now - last.current
      last.current = now
      setPlayer((old) => tick(old, passed))
    }, DRAW_MS)
    return () => clearInterval(timer)
  }, [playing])
  return [player, change]
}
