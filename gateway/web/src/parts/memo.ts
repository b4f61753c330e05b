import { Component, h, type FunctionComponent, type VNode } from 'preact'

/** A component that is drawn again only when one of its properties is another one; `but`: properties that do not count. */
export function memo<P extends object>(draw: (props: P) => VNode | null, but: readonly (keyof P)[] = []): new (props: P) => Component<P> {
  const ignored = new Set<keyof P>(but)
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return (Object.keys(next) as (keyof P)[]).some((name) => !ignored.has(name) && this.props[name] !== next[name])
    }

    override render() {
      return h(draw as FunctionComponent<P>, this.props)
    }
  }
}
