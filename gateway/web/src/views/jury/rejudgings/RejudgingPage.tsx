import { useLocation } from 'preact-iso'
import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { Moves, Rejudging } from '../../../generated/api.ts'
import { number } from '../../../parts/format.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest } from '../../../store/access.ts'
import { useProblems } from '../desk/names.tsx'
import { useDesk } from '../desk/useDesk.ts'
import { Changes } from './Changes.tsx'
import { MatrixTable } from './MatrixTable.tsx'
import { MovesTable } from './MovesTable.tsx'
import { Progress, State } from './parts.tsx'
import { words } from './words.ts'
import '../desk/desk.css'
import './rejudgings.css'

/** One re-judging: how far it is, what would change, and the decision. */
export default function RejudgingPage({ id: rejudging = '' }: { id?: string }) {
  const { id: contest } = useContest()
  const path = { contest, rejudging }
  const loaded = useLoaded((signal) => call('GET /contests/{contest}/rejudgings/{rejudging}', { path, signal }), [contest, rejudging])
  const open = loaded.value?.state === 'judging' || loaded.value?.state === 'ready'
  const judged = loaded.value?.judged ?? 0
  // who moves is asked of the engine: only where there is something to tell
  const moves = useLoaded<Moves | null>(
    async (signal) => (open && judged > 0 ? call('GET /contests/{contest}/rejudgings/{rejudging}/preview', { path, signal }) : null),
    [contest, rejudging, open, judged > 0],
  )
  useDesk(['rejudgings'], async () => {
    await loaded.reload()
    await moves.reload()
  })
  useTitle(words().title)
  return (
    <article class="desk">
      <a href={`/contests/${encodeURIComponent(contest)}/jury/rejudgings`}>← {words().back}</a>
      <Ready of={loaded} rows={10}>
        {(value) => (
          <>
            <Head of={value} reload={loaded.reload} />
            <div class="rejudging-parts">
              <MatrixTable cells={value.matrix} />
              {open && <MovesTable of={moves} />}
            </div>
            <Changes changed={value.changed} />
          </>
        )}
      </Ready>
    </article>
  )
}

function Head({ of, reload }: { of: Rejudging; reload: Loaded<Rejudging>['reload'] }) {
  const problem = useProblems().find((each) => each.id === of.switch?.problem_id)
  const says = of.state === 'applied' ? words().switched : words().switches
  return (
    <>
      <div class="desk-head">
        <h2 class="rejudging-title">
          {of.reason} <State of={of} />
        </h2>
        <Progress of={of} />
      </div>
      {of.switch && <p class="rejudging-switch">{says(problem?.label ?? of.switch.problem_id, of.switch.version)}</p>}
      <Acts of={of} reload={reload} />
    </>
  )
}

function Acts({ of, reload }: { of: Rejudging; reload: () => Promise<void> }) {
  const { id: contest } = useContest()
  const { route } = useLocation()
  const path = { contest, rejudging: of.id }
  const differ = of.changed.filter((change) => change.old !== change.new).length
  const apply = async () => {
    await call('POST /contests/{contest}/rejudgings/{rejudging}/apply', { path })
    await reload()
  }
  const cancel = async () => {
    await call('POST /contests/{contest}/rejudgings/{rejudging}/cancel', { path })
    await reload()
  }
  const repeat = async () => {
    const body = { reason: words().repeatReason(of.reason).slice(0, 500), repeats: of.id }
    const made = await call('POST /contests/{contest}/rejudgings', { path: { contest }, body })
    route(`/contests/${encodeURIComponent(contest)}/jury/rejudgings/${made.id}`)
  }
  const open = of.state === 'judging' || of.state === 'ready'
  return (
    <div class="desk-acts">
      {open && (
        <>
          <AskingButton
            label={words().apply}
            question={differ > 0 ? words().applyQuestion(number(differ)) : words().applyNone}
            act={apply}
            danger={false}
            disabled={of.state !== 'ready'}
            done={words().applied}
          />
          <AskingButton label={words().cancel} question={words().cancelQuestion} act={cancel} done={words().cancelled} />
        </>
      )}
      {!of.switch && <AskingButton label={words().repeat} question={words().repeatQuestion} act={repeat} danger={false} />}
    </div>
  )
}
