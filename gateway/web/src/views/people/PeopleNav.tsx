import { useLocation } from 'preact-iso'
import { words } from './words.ts'

/** The tabs above lists of people and of teams. */
export function PeopleNav() {
  const { path } = useLocation()
  const tab = (to: string, label: string) => (
    <a href={to} aria-current={path.startsWith(to) ? 'page' : undefined}>
      {label}
    </a>
  )
  return (
    <nav class="tabs" aria-label={words().views}>
      {tab('/users', words().people)}
      {tab('/teams', words().teams)}
    </nav>
  )
}
