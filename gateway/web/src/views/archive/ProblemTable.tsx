import { user } from '../../api/session.ts'
import { number } from '../../parts/format.ts'
import { withQuery } from '../../parts/query.ts'
import type { FoundProblem } from '../../generated/api.ts'
import { Marked } from './Marked.tsx'
import type { Marks } from './marks.ts'
import { words } from './words.ts'

const GLYPHS = { solved: '✓', tried: '…', none: '' } as Record<string, string>

export function ProblemTable({ problems, marks }: { problems: FoundProblem[]; marks: Marks }) {
  return (
    <table class="data problems">
      <thead>
        <tr>
          {user.value && (
            <th scope="col">
              <span class="hidden">{words().state}</span>
            </th>
          )}
          <th scope="col">{words().title}</th>
          <th scope="col">{words().difficulty}</th>
          <th scope="col" class="wide-only">
            {words().tags}
          </th>
          <th scope="col" class="number wide-only">
            {words().time}
          </th>
          <th scope="col" class="number wide-only">
            {words().memory}
          </th>
          <th scope="col" class="number">
            {words().likes}
          </th>
        </tr>
      </thead>
      <tbody>
        {problems.map((problem) => (
          <Row key={problem.id} problem={problem} marks={marks} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ problem, marks }: { problem: FoundProblem; marks: Marks }) {
  const mark = marks.of(problem.id)
  const state = mark?.mark ?? 'none'
  const title = problem.highlights.find((each) => each.field === 'title')
  const statements = problem.highlights.filter((each) => each.field === 'statement')
  return (
    <tr>
      {user.value && (
        <td class={`own-mark ${state}`}>
          <span aria-hidden="true">{GLYPHS[state]}</span>
          <span class="hidden">{words().mark[state]}</span>
        </td>
      )}
      <td class="title">
        <a href={`/problems/${encodeURIComponent(problem.id)}`}>{title ? <Marked {...title} /> : problem.title}</a>
        {statements.map((each) => (
          <p key={each.text} lang={each.language ?? undefined}>
            <Marked {...each} />
          </p>
        ))}
      </td>
      <td>
        <span class={`level ${problem.difficulty}`}>{words().difficulties[problem.difficulty] ?? problem.difficulty}</span>
      </td>
      <td class="wide-only tags">
        {problem.tags.map((tag) => (
          <a key={tag} href={withQuery('/problems', { tag })}>
            {tag}
          </a>
        ))}
      </td>
      <td class="number wide-only">{words().seconds(number(problem.time_limit, 1))}</td>
      <td class="number wide-only">{words().megabytes(number(problem.memory_limit))}</td>
      <td class="number">
        <Like problem={problem} liked={mark?.liked ?? false} likes={mark?.likes ?? problem.likes} marks={marks} />
      </td>
    </tr>
  )
}

function Like({ problem, liked, likes, marks }: { problem: FoundProblem; liked: boolean; likes: number; marks: Marks }) {
  if (!user.value) return <span title={words().signInToLike}>♡ {number(likes)}</span>
  return (
    <button
      type="button"
      class={liked ? 'plain like liked' : 'plain like'}
      aria-pressed={liked}
      onClick={() => marks.like(problem.id, !liked)}
    >
      <span class="hidden">{liked ? words().unlike(problem.title) : words().like(problem.title)}</span>
      <span aria-hidden="true">{liked ? '♥' : '♡'}</span> {number(likes)}
    </button>
  )
}
