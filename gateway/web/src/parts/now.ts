import { useEffect, useState } from 'preact/hooks'

/** The wall clock of this machine in ms, which draws the component anew each `every` ms. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
