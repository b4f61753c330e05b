import { useEffect, useRef, useState } from 'preact/hooks'
import type { Surface } from './view.ts'

type Made = typeof import('./view.ts').Surface

/** Puts a surface into `host` once the editor has come, anew when `inputs` change; null until then. */
export function useSurface(make: (surface: Made, host: HTMLElement) => Surface, inputs: readonly unknown[]) {
  const host = useRef<HTMLDivElement>(null)
  const [surface, setSurface] = useState<Surface | null>(null)
  const latest = useRef(make)
  latest.current = make
  useEffect(() => {
    let made: Surface | null = null
    let wanted = true
    // what cannot be loaded leaves the plain text
    void import('./view.ts').then(
      ({ Surface }) => {
        if (!wanted || !host.current) return
        made = latest.current(Surface, host.current)
        setSurface(made)
      },
      () => undefined,
    )
    return () => {
      wanted = false
      made?.close()
      setSurface(null)
    }
  }, inputs)
  return { host, surface }
}
