// Which rows are on the screen, and what of the board is followed for them.
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { BoardSource } from '../../../store/contest.ts'

const OVERSCAN = 8
/** Rooms change at most so often while somebody scrolls: a connection may make 400 changes in 10 s, and a jump costs about 15. */
const FOLLOW_MS = 500
const SMALL = '(max-width: 720px)'

export interface View {
  first: number
  last: number
}

interface Given {
  live: BoardSource
  /** Of all rows. */
  count: number
  height: number
  whole: boolean
  filtered: boolean
}

/** The rows near the screen; those of an unfiltered board are followed. */
export function useVisible(frame: RefObject<HTMLElement | null>, { live, count, height, whole, filtered }: Given): View {
  const [view, setView] = useState<View>({ first: 0, last: 30 })
  const follow = useFollow(live, whole, filtered)
  useEffect(() => {
    let waiting = 0
    const look = () => {
      waiting = 0
      const box = frame.current
      if (!box) return
      const top = -box.getBoundingClientRect().top
      const first = Math.max(0, Math.floor(top / height) - OVERSCAN)
      const last = Math.min(Math.max(0, count - 1), Math.ceil((top + innerHeight) / height) + OVERSCAN)
      setView((old) => (old.first === first && old.last === last ? old : { first, last }))
      follow(first, last)
    }
    const soon = () => (waiting ||= requestAnimationFrame(look))
    look()
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(waiting)
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [live, count, height, whole, filtered])
  return view
}

/** Follows rows at once, then again when some time has passed, with the newest ones. */
function useFollow(live: BoardSource, whole: boolean, filtered: boolean): (first: number, last: number) => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const wanted = useRef<[number, number]>([0, 0])
  const options = useRef({ live, whole, filtered })
  options.current = { live, whole, filtered }
  useEffect(() => () => clearTimeout(timer.current), [])
  const go = () => {
    const now = options.current
    const [first, last] = now.filtered ? [0, 0] : wanted.current
    now.live.follow(first, last, now.whole)
  }
  return (first, last) => {
    wanted.current = [first, last]
    if (timer.current) return
    go()
    timer.current = setTimeout(() => {
      timer.current = undefined
      go()
    }, FOLLOW_MS)
  }
}

/** Rows are of one height, a larger one on small screens: the style sheet and this agree on where. */
export function useRowHeight(compact: boolean): number {
  const [small, setSmall] = useState(() => matchMedia(SMALL).matches)
  useEffect(() => {
    const query = matchMedia(SMALL)
    const changed = () => setSmall(query.matches)
    query.addEventListener('change', changed)
    return () => query.removeEventListener('change', changed)
  }, [])
  if (compact) return small ? 44 : 26
  return small ? 60 : 38
}
