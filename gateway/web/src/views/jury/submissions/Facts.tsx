import type { Review, Submission } from '../../../generated/api.ts'
import { spell } from '../../../live/time.ts'
import { bytes, dateTime } from '../../../parts/format.ts'
import { words } from './words.ts'

export function Facts({ submission, review }: { submission: Submission; review: Review | null }) {
  return (
    <section class="panel">
      <h3>{words().facts}</h3>
      <dl class="desk-facts">
        <dt>{words().time}</dt>
        <dd>
          {spell(submission.contest_time ?? 0)} ({dateTime(submission.created_at)})
        </dd>
        <dt>{words().language}</dt>
        <dd>{submission.language}</dd>
        <dt>{words().size}</dt>
        <dd>{bytes(submission.source_bytes)}</dd>
        <dt>{words().sentBy}</dt>
        <dd>
          <a href={`/users/${encodeURIComponent(submission.user_id)}`}>{submission.user_id}</a>
        </dd>
        <dt>{words().id}</dt>
        <dd>
          <code>{submission.id}</code>
        </dd>
        {submission.judged_at && (
          <>
            <dt>{words().judgedAt}</dt>
            <dd>{dateTime(submission.judged_at)}</dd>
          </>
        )}
        <dt>{words().reviewed}</dt>
        <dd>{review ? `${words().reviewedBy(review.by)}, ${dateTime(review.at)}` : words().notReviewed}</dd>
      </dl>
    </section>
  )
}
