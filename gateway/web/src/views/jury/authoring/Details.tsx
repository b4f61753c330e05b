// Title, limits and checker of a problem. Limits are those of the newest version, also while a contest plays another one.
import { ApiError, call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import { Form, Input } from '../../../parts/Form.tsx'
import { Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import type { Held } from './EditProblem.tsx'
import { CheckerFields, LimitFields, limitsOf, type Difficulty } from './limits.tsx'
import { words } from './words.ts'

export function Details({ held: { problem, tag }, loaded }: { held: Held; loaded: Loaded<Held> }) {
  const path = { problem: problem.id }
  const newest = useLoaded(async (signal) => (await call('GET /problems/{problem}/versions', { path, query: { limit: 1 }, signal })).versions[0], [problem.id])
  const save = async (data: FormData) => {
    const note = String(data.get('note')).trim()
    const body = { ...limitsOf(data), published: problem.published, ...(note && { note }) }
    try {
      const made = await call('PUT /problems/{problem}', { path, body, match: tag })
      say(newest.value && made.version > newest.value.version ? words().newVersion(made.version) : words().saved)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 412)) throw error
      say(words().changedMeanwhile, 'bad')
    }
    await Promise.all([loaded.reload(), newest.reload()])
  }
  return (
    <section class="panel" aria-labelledby="details">
      <h2 id="details">{words().parts.details}</h2>
      <Ready of={newest}>
        {(version) => (
          <Form onSubmit={save} submit={words().save} class="author-form">
            <LimitFields
              of={{
                title: problem.title,
                difficulty: problem.difficulty as Difficulty,
                tags: problem.tags,
                time_limit: version?.time_limit ?? problem.time_limit,
                memory_limit: version?.memory_limit ?? problem.memory_limit,
                output_limit: version?.output_limit ?? problem.output_limit,
              }}
            />
            <CheckerFields keeps />
            <Input name="note" label={words().note} hint={words().limitsHint} maxLength={500} />
          </Form>
        )}
      </Ready>
    </section>
  )
}
