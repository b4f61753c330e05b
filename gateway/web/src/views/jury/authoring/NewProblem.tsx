// A new problem, by hand or from a package; and those that one prepares already.
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { usePages } from '../../../api/pages.ts'
import { user } from '../../../api/session.ts'
import type { TestCase } from '../../../generated/api.ts'
import { Form, Input, Select } from '../../../parts/Form.tsx'
import { useKept } from '../../../parts/kept.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { say } from '../../../parts/toasts.tsx'
import { CheckerFields, LimitFields, limitsOf } from './limits.tsx'
import { PackageForm } from './PackageForm.tsx'
import { Writing } from './Writing.tsx'
import { words } from './words.ts'
import '../contest/contest.css'
import './authoring.css'
import { More } from '../../../parts/More.tsx'

const ID = '[A-Za-z0-9][A-Za-z0-9_\\-]{0,62}'

export default function NewProblem() {
  usePageTitle(words().newProblem)
  const [{ way = 'hand' }, setQuery] = useQuery()
  const { route } = useLocation()
  const roles = user.value?.roles ?? []
  if (!roles.includes('creator') && !roles.includes('admin')) {
    return (
      <main class="author">
        <h1>{words().newProblem}</h1>
        <Empty>{words().onlyCreators}</Empty>
      </main>
    )
  }
  return (
    <main class="author">
      <h1>{words().newProblem}</h1>
      <div class="jury-acts" role="group" aria-label={words().way}>
        <button type="button" class={way === 'hand' ? 'primary' : ''} aria-pressed={way === 'hand'} onClick={() => setQuery({ way: '' })}>
          {words().byHand}
        </button>
        <button type="button" class={way === 'package' ? 'primary' : ''} aria-pressed={way === 'package'} onClick={() => setQuery({ way: 'package' })}>
          {words().withPackage}
        </button>
      </div>
      <section class="panel">{way === 'package' ? <PackageForm onDone={(id) => route(editAddress(id))} /> : <ByHand />}</section>
      <Prepared />
    </main>
  )
}

export function editAddress(id: string): string {
  return `/problems/${encodeURIComponent(id)}/edit`
}

function ByHand() {
  const { route } = useLocation()
  const [id, setId] = useState('')
  const [text, setText, forgetText] = useKept('new-problem.text', () => '')
  const [format, setFormat] = useState<'markdown' | 'latex'>('markdown')
  const [tests, setTests, forgetTests] = useKept<Required<TestCase>[]>('new-problem.tests', () => [
    { input: '', answer: '', sample: true },
    { input: '', answer: '', sample: false },
  ])
  const create = async (data: FormData) => {
    const body = { id, statement: text, format, language: String(data.get('language')), ...limitsOf(data), tests }
    await call('POST /problems', { body })
    forgetText()
    forgetTests()
    say(words().created)
    route(editAddress(id))
  }
  const formats = Object.entries(words().formats)
  return (
    <Form onSubmit={create} submit={words().create} class="author-form">
      <Input name="id" label={words().id} hint={words().idHint} required pattern={ID} onInput={(event: Event) => setId((event.currentTarget as HTMLInputElement).value)} />
      <LimitFields of={{ title: '', difficulty: 'medium', tags: [], time_limit: 2, memory_limit: 256, output_limit: 8 }} />
      <div class="author-row">
        <Input name="language" label={words().language} hint={words().languageHint} value="en" required pattern="[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}" />
        <Select name="format" label={words().format} options={formats} value={format} onChange={(event: Event) => setFormat((event.currentTarget as HTMLSelectElement).value as 'markdown')} />
      </div>
      <Writing problem={id || 'new'} text={text} format={format} language="en" onInput={setText} />
      <CheckerFields keeps={false} />
      <TestFields tests={tests} setTests={setTests} />
    </Form>
  )
}

function TestFields({ tests, setTests }: { tests: Required<TestCase>[]; setTests: (tests: Required<TestCase>[]) => void }) {
  const add = (sample: boolean) => setTests([...tests, { input: '', answer: '', sample }])
  const change = (number: number, change: Partial<TestCase>) => setTests(tests.map((test, at) => (at === number ? { ...test, ...change } : test)))
  return (
    <fieldset class="author-tests">
      <legend>{words().samples}</legend>
      <small class="hint">{words().samplesHint}</small>
      {tests.map((test, number) => {
        const kind = `${test.sample ? words().sample : words().secret} ${number + 1}`
        return (
          <div key={number} class="author-test">
            <b>{kind}</b>
            {(['input', 'answer'] as const).map((side) => (
              <label key={side}>
                <span>{words()[side]}</span>
                <textarea aria-label={`${kind}: ${words()[side]}`} rows={3} spellcheck={false} class="author-code" value={test[side]} onInput={(event) => change(number, { [side]: event.currentTarget.value })} />
              </label>
            ))}
            {tests.length > 1 && (
              <button type="button" class="plain" aria-label={words().removeTest(number + 1)} onClick={() => setTests(tests.filter((_, at) => at !== number))}>
                ×
              </button>
            )}
          </div>
        )
      })}
      <div class="jury-acts">
        <button type="button" onClick={() => add(true)}>
          + {words().addSample}
        </button>
        <button type="button" onClick={() => add(false)}>
          + {words().addSecret}
        </button>
      </div>
    </fieldset>
  )
}

function Prepared() {
  const loaded = usePages(async (cursor, signal) => {
    const { problems, next } = await call('GET /problems/prepared', { query: cursor ? { cursor } : {}, signal })
    return { items: problems, next }
  }, [])
  return (
    <section class="panel" aria-labelledby="prepared">
      <h2 id="prepared">{words().mine}</h2>
      <Ready of={loaded} rows={3}>
        {(problems) =>
          problems.length === 0 ? (
            <Empty>{words().noneMine}</Empty>
          ) : (
            <ul class="author-list">
              {problems.map((problem) => (
                <li key={problem.id}>
                  <a href={editAddress(problem.id)}>{problem.title}</a> <code>{problem.id}</code>
                  <span class="badge">{problem.published ? words().published : words().draft}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      <More of={loaded} />
    </section>
  )
}
