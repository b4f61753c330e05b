import { h, type ComponentType, type FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { sayError } from './toasts.tsx'

/** A part of a view that is loaded when it is drawn first: nothing stands in its place until then, and the view around it stays as it is. */
export function part<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): FunctionComponent<P> {
  let loaded: ComponentType<P> | null = null
  return (props) => {
    const [, draw] = useState(0)
    useEffect(() => {
      if (loaded) return
      load().then((module) => {
        loaded = module.default
        draw(1)
      }, sayError)
    }, [])
    return loaded ? h(loaded as FunctionComponent<P>, props) : null
  }
}
