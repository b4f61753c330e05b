import type { Clarification } from '../../../generated/api.ts'
import type { CountedProblem } from '../../../live/time.ts'
import { clockTime } from '../../../parts/format.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { words } from './words.ts'

/** A question with its answer, or what the jury told the team by itself. */
export function Item({ of, problems }: { of: Clarification; problems: readonly CountedProblem[] }) {
  const { id, question, answer, asked_at, answered_at, state, to_all, unread } = of
  return (
    <article id={`clarification-${id}`} class={unread ? 'clarification unread' : 'clarification'} aria-labelledby={`about-${id}`}>
      <header>
        <h3 id={`about-${id}`}>
          <About of={of} problems={problems} />
        </h3>
        {unread && <span class="badge new">{words().isNew}</span>}
        {state !== 'answered' && <span class="badge">{words().open}</span>}
      </header>
      {question && (
        <p class="question">
          <Said label={words().you} at={asked_at} />
          <span class="text">{question}</span>
        </p>
      )}
      {answer && (
        <p class="answer">
          <Said label={question ? words().answer : words().told} at={answered_at ?? asked_at} extra={to_all ? words().toAll : ''} />
          <span class="text">{answer}</span>
        </p>
      )}
    </article>
  )
}

function About({ of, problems }: { of: Clarification; problems: readonly CountedProblem[] }) {
  const problem = problems.find((each) => each.id === of.problem_id)
  if (!of.problem_id) return <>{words().general}</>
  return (
    <>
      <ProblemMark label={problem?.label ?? of.problem_id} rgb={problem?.rgb} /> {problem?.name}
    </>
  )
}

function Said({ label, at, extra = '' }: { label: string; at: string; extra?: string }) {
  return (
    <span class="said">
      {label} <time dateTime={at}>{clockTime(at)}</time> {extra}
    </span>
  )
}
