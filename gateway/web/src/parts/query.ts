// The query string of the page: filters, searches and open dialogs stand there, so that a view can be shared as it is.
import { useLocation } from 'preact-iso'

export type Query = Record<string, string>

/** The query, and how to change parts of it; an empty part is left out. `step`: a step that the browser's back button undoes. */
export function useQuery(): [Query, (change: Query, step?: boolean) => void] {
  const { query, route } = useLocation()
  // of the address as it is then: a search waits for whoever types, and another part may have changed meanwhile
  const change = (parts: Query, step = false) => {
    const now = Object.fromEntries(new URLSearchParams(location.search))
    route(withQuery(location.pathname, { ...now, ...parts }), !step)
  }
  return [query, change]
}

/** An address with a query, without its empty parts. */
export function withQuery(path: string, query: Query): string {
  const said = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''))
  return said.size > 0 ? `${path}?${said.toString()}` : path
}
