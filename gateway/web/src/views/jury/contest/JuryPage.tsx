// The frame of the jury's pages of a contest: where one can go, and a title.
import { useLocation } from 'preact-iso'
import type { ComponentChildren } from 'preact'
import { Empty } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest } from '../../../store/access.ts'
import { words } from './words.ts'
import './contest.css'

const PARTS = {
  overview: '',
  settings: '/settings',
  problems: '/problems',
  registration: '/registration',
  teams: '/teams',
  import: '/teams/import',
  people: '/people',
  announcements: '/announcements',
} as const
export type Part = keyof typeof PARTS

/** The address of a part of a contest's jury pages. */
export function juryAddress(contest: string, part: Part): string {
  return `/contests/${encodeURIComponent(contest)}/jury${PARTS[part]}`
}

export function JuryPage({ part, children }: { part: Part; children: ComponentChildren }) {
  const { id, access } = useContest()
  const { path } = useLocation()
  const title = words().parts[part]
  useTitle(title)
  if (!access.jury) return <Empty>{words().notJury}</Empty>
  const shown = (Object.keys(PARTS) as Part[]).filter((each) => each !== 'import' || access.admin)
  return (
    <div class="jury-page">
      <nav class="jury-parts" aria-label={words().partsOf}>
        {shown.map((each) => {
          const to = juryAddress(id, each)
          return (
            <a key={each} href={to} aria-current={path.replace(/\/$/, '') === to ? 'page' : undefined}>
              {words().parts[each]}
            </a>
          )
        })}
        {access.admin && <a href={`/admin/contests/new?from=${encodeURIComponent(id)}`}>{words().clone}</a>}
      </nav>
      <div class="jury-content">
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  )
}
