// A problem in the hands of its author: what it is, its statements, tests, files, versions, package; publish and delete.
import { useLocation } from 'preact-iso'
import { callWithTag, call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { Problem } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { useQuery } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { say } from '../../../parts/toasts.tsx'
import { Details } from './Details.tsx'
import { Files } from './Files.tsx'
import { PackageForm } from './PackageForm.tsx'
import { Statements } from './Statements.tsx'
import { Tests } from './Tests.tsx'
import { Versions } from './Versions.tsx'
import { words } from './words.ts'
import '../contest/contest.css'
import './authoring.css'

const PARTS = ['details', 'statement', 'tests', 'files', 'versions', 'package'] as const
export interface Held {
  problem: Problem
  tag: string
}

export default function EditProblem({ problem = '' }: { problem?: string }) {
  const loaded = useLoaded<Held>(async (signal) => {
    const { value, tag } = await callWithTag('GET /problems/{problem}', { path: { problem }, signal })
    return { problem: value, tag }
  }, [problem])
  const title = words().edit(loaded.value?.problem.title ?? problem)
  usePageTitle(title)
  return (
    <main class="author wide">
      <Ready of={loaded} rows={8}>
        {(held) => (
          <>
            <Head held={held} loaded={loaded} />
            <Parts held={held} loaded={loaded} />
          </>
        )}
      </Ready>
    </main>
  )
}

function Head({ held: { problem }, loaded }: { held: Held; loaded: Loaded<Held> }) {
  const { route } = useLocation()
  const path = { problem: problem.id }
  const publish = async (published: boolean) => {
    await call('PATCH /problems/{problem}', { path, body: { published } })
    await loaded.reload()
    say(published ? words().published : words().draft)
  }
  const remove = async () => {
    await call('DELETE /problems/{problem}', { path })
    say(words().removed)
    route('/problems/new')
  }
  return (
    <header class="jury-head">
      <h1>
        {problem.title} <span class={`badge ${problem.published ? 'running' : 'final'}`}>{problem.published ? words().published : words().draft}</span>
      </h1>
      <div class="jury-acts">
        <a class="button" href={`/problems/${encodeURIComponent(problem.id)}`}>
          {words().show}
        </a>
        {problem.published ? (
          <AskingButton label={words().unpublish} question={<p>{words().unpublishAsk}</p>} act={() => publish(false)} danger={false} />
        ) : (
          <AskingButton label={words().publish} question={<p>{words().publishAsk}</p>} act={() => publish(true)} danger={false} />
        )}
        <AskingButton label={words().remove} question={<p>{words().removeAsk}</p>} act={remove} />
      </div>
    </header>
  )
}

function Parts({ held, loaded }: { held: Held; loaded: Loaded<Held> }) {
  const [{ part = 'details' }] = useQuery()
  const id = held.problem.id
  return (
    <div class="jury-page">
      <nav class="jury-parts" aria-label={words().partsOf}>
        {PARTS.map((each) => (
          <a key={each} href={`?part=${each}`} aria-current={part === each ? 'page' : undefined}>
            {words().parts[each]}
          </a>
        ))}
      </nav>
      <div class="jury-content">
        {part === 'details' && <Details held={held} loaded={loaded} />}
        {part === 'statement' && <Statements held={held} loaded={loaded} />}
        {part === 'tests' && <Tests problem={id} />}
        {part === 'files' && <Files problem={id} />}
        {part === 'versions' && <Versions problem={id} />}
        {part === 'package' && (
          <section class="panel" aria-labelledby="package-part">
            <h2 id="package-part">{words().parts.package}</h2>
            <PackageForm problem={id} onDone={() => loaded.reload()} />
          </section>
        )}
      </div>
    </div>
  )
}
