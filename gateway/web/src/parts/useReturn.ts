import { useEffect, useRef } from 'preact/hooks'

/** Does something when somebody comes back to the page: for what no live room tells of. */
export function useReturn(act: () => unknown): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && latest.current()
    document.addEventListener('visibilitychange', seen)
    addEventListener('focus', seen)
    return () => {
      document.removeEventListener('visibilitychange', seen)
      removeEventListener('focus', seen)
    }
  }, [])
}
