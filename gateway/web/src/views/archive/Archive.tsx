// All problems: search as one types, facets, marks. The whole of it stands in the address.
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'
import { user } from '../../api/session.ts'
import { number } from '../../parts/format.ts'
import { useQuery, type Query } from '../../parts/query.ts'
import { Empty, Ready } from '../../parts/States.tsx'
import { usePageTitle } from '../../parts/title.ts'
import type { FoundProblem, FoundProblems, ProblemSearch } from '../../generated/api.ts'
import { Facets } from './Facets.tsx'
import { useMarks } from './marks.ts'
import { ProblemTable } from './ProblemTable.tsx'
import { Recommended } from './Recommended.tsx'
import { SearchBox } from './SearchBox.tsx'
import { words } from './words.ts'
import './archive.css'
import { More } from '../../parts/More.tsx'

export default function Archive() {
  const [query, change] = useQuery()
  usePageTitle(words().problems)
  const [found, about] = useSearch(query)
  const marks = useMarks(found.value?.map((problem) => problem.id) ?? [])
  return (
    <main class="archive">
      <h1>{words().problems}</h1>
      <SearchBox value={query['q'] ?? ''} onSearch={(q) => change({ q })} />
      <Facets query={query} change={change} facets={about?.facets} />
      <div class="found">
        <p class="count" role="status">
          {about && words().found(number(about.total))}
          {about?.corrected && <span class="note">{words().corrected}</span>}
          {about?.degraded && <span class="note bad">⚠ {words().degraded}</span>}
        </p>
        <Ready of={found} rows={10}>
          {(problems) => (problems.length === 0 ? <Empty>{filtered(query) ? words().none : words().noProblem}</Empty> : <ProblemTable problems={problems} marks={marks} />)}
        </Ready>
        <More of={found} class="more" />
      </div>
      {user.value && <Recommended />}
    </main>
  )
}

function filtered(query: Query): boolean {
  return ['q', 'difficulty', 'tag', 'solved'].some((name) => query[name])
}

/** What was found stays while the next search is on its way: nothing jumps at each letter. */
function useSearch({ q = '', difficulty = '', tag = '', solved = '' }: Query) {
  const [about, setAbout] = useState<FoundProblems | null>(null)
  const asked = { q, difficulty, tag, solved: user.value ? solved : '' } as ProblemSearch
  const found = usePages<FoundProblem>(async (cursor, signal) => {
    const page = await call('GET /problems/search', { query: { ...asked, ...(cursor && { cursor }) }, signal })
    setAbout(page)
    return { items: page.problems, next: page.next }
  }, [])
  const first = useRef(true)
  useEffect(() => {
    if (first.current) first.current = false
    else void found.reload()
  }, [q, difficulty, tag, asked.solved])
  return [found, about] as const
}
