// What a view says of itself to the frame: where it is, who sees it in the tabs of a contest, and how it is loaded.
import { lazy, Route } from 'preact-iso'
import { h, type ComponentType, type VNode } from 'preact'
import { insist } from '../parts/insist.ts'
import type { Access, ContestContext } from '../store/access.ts'

export interface View {
  /** As preact-iso matches it; of a view of a contest below `/contests/:contest`. Parameters are properties of the component. */
  path: string
  component: ComponentType<Record<string, string>>
}

export interface ContestView extends View {
  /** In the tabs of the contest, in words of now, where `shown` says so. */
  tab?: {
    label: (access: Access) => string
    /** `contest` is for what hangs on its state; reads signals. */
    shown: (access: Access, contest: ContestContext) => boolean
    /** What waits there, such as unread answers: shown behind the label. Reads signals. */
    waiting?: (contest: ContestContext) => { count: number; says: string } | null
  }
}

/** A component that is loaded when it is needed: the default export of a module. */
export function later(load: () => Promise<{ default: ComponentType<never> }>): View['component'] {
  return lazy(() => insist(load as () => Promise<{ default: ComponentType<Record<string, string>> }>, true))
}

/** Routes of views, as children of a router. */
export function routes(views: readonly View[]): VNode[] {
  return views.map(({ path, component }) => h(Route as unknown as ComponentType<View>, { key: path, path, component }) as unknown as VNode)
}
