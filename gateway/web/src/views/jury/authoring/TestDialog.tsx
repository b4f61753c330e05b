// One test with its content: a new one, or one that is replaced, moved or removed.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { NewTestcase, Testcase, TestcaseContent } from '../../../generated/api.ts'
import { AskingButton, Dialog } from '../../../parts/Dialog.tsx'
import { Check, Form, Input, TextArea } from '../../../parts/Form.tsx'
import { Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import { pairs } from './pairs.ts'
import { words } from './words.ts'

interface Given {
  problem: string
  /** null: a new one. */
  of: Testcase | null
  changed: () => Promise<void>
  onClose: () => void
}

export function TestDialog({ problem, of, changed, onClose }: Given) {
  const content = useLoaded<TestcaseContent | null>(
    (signal) => (of ? call('GET /testcases/{problem}/{testcase}', { path: { problem, testcase: of.id }, signal }) : Promise.resolve(null)),
    [problem, of?.id],
  )
  const done = async (version: number) => {
    say(words().newVersion(version))
    await changed()
    onClose()
  }
  const remove = async () => {
    if (!of) return
    await call('DELETE /testcases/{testcase}', { path: { testcase: of.id } })
    await changed()
    onClose()
  }
  return (
    <Dialog title={of ? words().testNumber(of.ordinal) : words().addTest} onClose={onClose} wide>
      <Ready of={content}>
        {(known) => <Editor problem={problem} of={of} content={known} done={done} />}
      </Ready>
      {of && (
        <footer>
          <AskingButton label={words().removeOne} question={<p>{words().removeOneAsk(of.ordinal)}</p>} act={remove} />
        </footer>
      )}
    </Dialog>
  )
}

interface EditorProps {
  problem: string
  of: Testcase | null
  content: TestcaseContent | null
  done: (version: number) => Promise<void>
}

function Editor({ problem, of, content, done }: EditorProps) {
  const [files, setFiles] = useState<Pick<NewTestcase, 'input' | 'answer' | 'encoding'> | null>(null)
  const text = !content || content.encoding === 'text'
  const save = async (data: FormData) => {
    const value = (name: string) => String(data.get(name) ?? '')
    // forms send \r\n; programs read \n
    const typed = { input: value('input').replaceAll('\r\n', '\n'), answer: value('answer').replaceAll('\r\n', '\n'), encoding: 'text' as const }
    const kept = { input: content?.input ?? '', answer: content?.answer ?? '', encoding: content?.encoding ?? ('text' as const) }
    const ordinal = value('ordinal') === '' || Number(value('ordinal')) === of?.ordinal ? null : Number(value('ordinal'))
    const test: NewTestcase = { ...(files ?? (text ? typed : kept)), sample: data.has('sample'), ...(value('name') && { name: value('name') }), ordinal }
    const group = of?.group && of.sample === data.has('sample') ? { group: of.group } : {}
    const note = value('note').trim()
    const made = of
      ? await call('PUT /testcases/{testcase}', { path: { testcase: of.id }, body: { ...test, ...group, ...(note && { note }) }, match: '*' })
      : await call('POST /testcases/{problem}', { path: { problem }, body: { tests: [test], ...(note && { note }) } })
    await done(made.version)
  }
  const choose = async (chosen: FileList | null) => {
    const { found } = await pairs([...(chosen ?? [])])
    setFiles(found[0] ?? null)
  }
  return (
    <Form onSubmit={save} submit={words().saveTest} class="author-form">
      {text ? (
        <div class="author-row">
          <TextArea name="input" label={words().input} rows={10} spellcheck={false} class="author-code" value={content?.input ?? ''} />
          <TextArea name="answer" label={words().answer} rows={10} spellcheck={false} class="author-code" value={content?.answer ?? ''} />
        </div>
      ) : (
        <p>{words().binary}</p>
      )}
      <div class="field">
        <label for="replace">{words().replaceFiles}</label>
        <input id="replace" type="file" multiple onChange={(event) => void choose(event.currentTarget.files)} />
      </div>
      <Check name="sample" label={words().isSample} value={of?.sample ?? false} />
      <div class="author-row">
        <Input name="name" label={words().name} value={of?.name ?? ''} maxLength={255} />
        <Input name="ordinal" label={words().place} type="number" min={0} value={of?.ordinal ?? ''} />
      </div>
      <Input name="note" label={words().note} maxLength={500} />
    </Form>
  )
}
