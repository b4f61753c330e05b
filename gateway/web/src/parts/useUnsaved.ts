import { useEffect } from 'preact/hooks'

/** Leaving the page asks, for as long as there is something that would be lost. */
export function useUnsaved(holds: boolean): void {
  useEffect(() => {
    if (!holds) return
    const ask = (event: Event) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [holds])
}
