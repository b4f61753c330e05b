import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { insist } from './insist.ts'

/** A component that is loaded once it is wanted; null until then. Not by `lazy`: outside of a router nothing catches what that throws to wait. */
export function useWanted<P>(wanted: boolean, load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> | null {
  const [loaded, setLoaded] = useState<ComponentType<P> | null>(null)
  useEffect(() => {
    if (wanted) void insist(load).then((module) => setLoaded(() => module.default))
  }, [wanted])
  return wanted ? loaded : null
}
