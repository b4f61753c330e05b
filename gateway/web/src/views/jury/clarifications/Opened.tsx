import { call } from '../../../api/client.ts'
import type { Clarification } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { dateTime } from '../../../parts/format.ts'
import { useKeys } from '../../../parts/keys.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { useContest } from '../../../store/access.ts'
import { ProblemOf } from '../desk/names.tsx'
import { AnswerForm } from './AnswerForm.tsx'
import { queueOf } from './queues.ts'
import { words } from './words.ts'

interface OpenedProps {
  of: Clarification
  /** The juror's name. */
  me: string
  reload: () => Promise<void>
}

/** One question, its claim, and the form for its answer. */
export function Opened({ of, me, reload }: OpenedProps) {
  const { id: contest } = useContest()
  const path = { contest, clarification: of.id }
  const queue = queueOf(of, me)
  const claim = async (): Promise<boolean> => {
    const worked = await attempt(() => call('POST /contests/{contest}/clarifications/{clarification}/claim', { path }))
    await reload()
    return worked
  }
  const giveUp = async () => {
    await call('DELETE /contests/{contest}/clarifications/{clarification}/claim', { path })
    await reload()
  }
  useKeys(
    [
      {
        key: 'c',
        does: words().keys.claim,
        act: () => void (queue === 'mine' ? attempt(giveUp) : queue === 'open' && claim()),
      },
      { key: 'a', does: words().keys.answer, act: () => document.querySelector<HTMLElement>('.clarification-opened textarea')?.focus() },
    ],
    [words(), queue],
  )
  return (
    <article class="panel clarification-opened" aria-label={of.question || of.answer}>
      <header class="desk-head">
        <h3>{of.problem_id ? <ProblemOf id={of.problem_id} title /> : words().general}</h3>
        <div class="desk-acts">
          {queue === 'open' && (
            <button type="button" onClick={() => void claim()}>
              {words().claim} <kbd>c</kbd>
            </button>
          )}
          {queue === 'mine' && (
            <>
              <span class="badge running">{words().claimedByMe}</span>
              <button type="button" onClick={() => void attempt(giveUp)}>
                {words().giveUp} <kbd>c</kbd>
              </button>
            </>
          )}
          {queue === 'others' && of.claimed_by && (
            <>
              <span class="badge final">{words().claimedBy(of.claimed_by)}</span>
              <AskingButton label={words().takeOver(of.claimed_by)} question={words().takeOverQuestion(of.claimed_by)} act={giveUp} />
            </>
          )}
        </div>
      </header>
      <p class="desk-note">
        {of.question ? words().askedBy(of.asked_by ?? '', of.team_name ?? of.team_id) : `${words().told}: ${of.team_name ?? of.team_id}`} ·{' '}
        <time dateTime={of.asked_at}>{dateTime(of.asked_at)}</time>
      </p>
      {of.question && <blockquote class="clarification-text">{of.question}</blockquote>}
      {of.state === 'answered' && (
        <>
          <p class="desk-note">
            {words().answeredBy(of.answered_by ?? '')}
            {of.answered_at && (
              <>
                {' · '}
                <time dateTime={of.answered_at}>{dateTime(of.answered_at)}</time>
              </>
            )}
            {of.to_all && <span class="badge">{words().toAll}</span>}
          </p>
          <p class="clarification-text answer">{of.answer}</p>
        </>
      )}
      {queue !== 'others' && <AnswerForm key={of.answered_at} of={of} claim={queue === 'open' ? claim : null} reload={reload} />}
    </article>
  )
}
