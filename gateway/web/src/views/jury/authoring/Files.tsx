// The files of a problem: pictures of statements, attachments, statements as PDF.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { Field, Form, Input, Select } from '../../../parts/Form.tsx'
import { bytes } from '../../../parts/format.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import { drawnName } from './packageFiles.ts'
import { sendFile } from './packageUpload.ts'
import { words } from './words.ts'

type Kind = 'attachment' | 'picture' | 'statement'

export function Files({ problem }: { problem: string }) {
  const loaded = useLoaded((signal) => call('GET /problems/{problem}/attachments', { path: { problem }, signal }), [problem])
  const [kind, setKind] = useState<Kind>('picture')
  const [made, setMade] = useState(0)
  const send = async (data: FormData) => {
    const file = data.get('content') as File
    const language = String(data.get('language') ?? '')
    const name = kind === 'picture' ? drawnName(file.name) : file.name
    await sendFile(problem, { name, kind, content: new Uint8Array(await file.arrayBuffer()), ...(language && { language }) })
    setMade(made + 1)
    say(words().saved)
    await loaded.reload()
  }
  const remove = async (name: string) => {
    await call('DELETE /problems/{problem}/attachments/{name}', { path: { problem, name } })
    await loaded.reload()
  }
  const kinds = Object.entries(words().kinds)
  return (
    <section class="panel" aria-labelledby="problem-files">
      <h2 id="problem-files">{words().files}</h2>
      <Ready of={loaded} rows={3}>
        {({ attachments }) =>
          attachments.length === 0 ? (
            <Empty>{words().noFiles}</Empty>
          ) : (
            <ul class="author-list">
              {attachments.map((file) => (
                <li key={file.name}>
                  <span>
                    {file.name}{' '}
                    <span class="hint">
                      {words().kinds[file.kind] ?? file.kind} {file.language} · {bytes(file.bytes)}
                    </span>
                  </span>
                  <AskingButton label={words().removeFile(file.name)} question={<p>{words().removeFileAsk(file.name)}</p>} act={() => remove(file.name)} />
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      <Form key={made} onSubmit={send} submit={words().upload}>
        <h3>{words().addFile}</h3>
        <Field name="content" label={words().file} hint={words().addFileHint}>
          {(tied) => <input {...tied} type="file" required />}
        </Field>
        <Select name="kind" label={words().kindOf} options={kinds} value={kind} onChange={(event: Event) => setKind((event.currentTarget as HTMLSelectElement).value as Kind)} />
        {kind === 'statement' && <Input name="language" label={words().language} hint={words().languageHint} value="en" required />}
      </Form>
    </section>
  )
}
