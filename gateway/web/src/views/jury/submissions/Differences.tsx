import type { JurySubmission, Submission } from '../../../generated/api.ts'
import { spell } from '../../../live/time.ts'
import { Diff } from '../../../parts/editor/Code.tsx'
import { useQuery } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import { verdictWords } from '../../../parts/Verdict.tsx'
import { changedFiles } from './changed.ts'
import { useFiles } from './sources.ts'
import { words } from './words.ts'

/** What the team changed since an earlier submission to the same problem: the one before, or the one that the address names. */
export function Differences({ submission, ofTeam }: { submission: Submission; ofTeam: readonly JurySubmission[] }) {
  const [query, change] = useQuery()
  const earlier = ofTeam.filter((each) => each.id < submission.id) // ids grow with time
  const against = earlier.find((each) => each.id === query['diff']) ?? earlier[0]
  return (
    <section class="panel">
      <h3>{words().changes}</h3>
      {!against ? (
        <p class="desk-note">{words().noEarlier}</p>
      ) : (
        <>
          <label class="submission-against">
            {words().against}{' '}
            <select value={against.id} onChange={(event) => change({ diff: event.currentTarget.value })}>
              {earlier.map((each) => (
                <option key={each.id} value={each.id}>
                  {spell(each.contest_time ?? 0)} {each === earlier[0] && `(${words().before}) `}
                  {each.verdict ? verdictWords(each.verdict) : ''}
                </option>
              ))}
            </select>
          </label>
          <Files submission={submission} earlier={against} />
        </>
      )}
    </section>
  )
}

function Files({ submission, earlier }: { submission: Submission; earlier: JurySubmission }) {
  const now = useFiles(submission.id)
  const before = useFiles(earlier.id)
  const names: [string, string] = [spell(earlier.contest_time ?? 0), spell(submission.contest_time ?? 0)]
  return (
    <Ready of={before} rows={6}>
      {(old) => (
        <Ready of={now} rows={6}>
          {(files) => {
            const changed = changedFiles(old, files)
            if (changed.length === 0) return <p class="desk-note">{words().equal}</p>
            return changed.map((pair) => (
              <figure key={pair.name} class="submission-file">
                <figcaption>
                  <code>{pair.name}</code>
                </figcaption>
                <Diff text={pair.now} before={pair.before} language={submission.language} label={pair.name} names={names} />
              </figure>
            ))
          }}
        </Ready>
      )}
    </Ready>
  )
}
