// The editor with the program's files: more are opened by dropping, pasting or choosing them.
import { useState } from 'preact/hooks'
import type { Language } from '../../../generated/api.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Editor } from '../../../parts/editor/Editor.tsx'
import { Form, Input } from '../../../parts/Form.tsx'
import { say, sayError } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { isEmpty, type Draft } from './draft.ts'
import { languageOf, readFiles, TooMuch } from './sourceFiles.ts'
import type { Drafting } from './useDraft.ts'
import { words } from './words.ts'

/** As the platform takes names of sources. */
const PART = '[A-Za-z0-9_][A-Za-z0-9_.+\\-]*'
const NAME = `(${PART}/){0,3}${PART}`

/** Opens files in place of the draft, which can be had back. */
export async function openFiles(drafting: Drafting, files: readonly File[], all: readonly Language[]): Promise<void> {
  const { change } = drafting
  const { draft, language } = drafting.now()
  try {
    const read = await readFiles(files)
    const found = languageOf(read.map((file) => file.name), all, language) ?? language
    const main = read.findIndex((file) => file.name === found.source_file)
    change({ files: read, open: Math.max(0, main) }, found)
    const undo = isEmpty(draft) ? undefined : { label: words().undo, do: () => change(draft, language) }
    say(words().taken(read.map((file) => file.name).join(', ')), 'good', undo)
  } catch (error) {
    if (error instanceof TooMuch) say(refusal(error), 'bad')
    else sayError(error)
  }
}

function refusal({ reason, file }: TooMuch): string {
  const why = { many: words().tooMany, large: words().tooLarge(file), 'no-text': words().noText(file), 'no-zip': words().noZip(file) }
  return why[reason]
}

export function Sources({ drafting, problem, onFiles }: { drafting: Drafting; problem: string; onFiles: (files: File[]) => void }) {
  const { draft, language, change } = drafting
  const open = draft.files[draft.open] ?? draft.files[0]!
  return (
    <>
      <FileTabs draft={draft} change={change} />
      <Editor
        name={`${problem} ${language.id} ${open.name}`}
        text={open.text}
        language={language.id}
        label={words().source(open.name)}
        revision={drafting.revision}
        onChange={drafting.type}
        onFiles={onFiles}
      />
    </>
  )
}

function FileTabs({ draft, change }: { draft: Draft; change: (draft: Draft) => void }) {
  const [adding, setAdding] = useState(false)
  const remove = (at: number) => {
    const name = draft.files[at]!.name
    change({ files: draft.files.filter((_, each) => each !== at), open: 0 })
    say(words().removed(name), 'good', { label: words().undo, do: () => change(draft) })
  }
  const add = async (data: FormData) => {
    const name = String(data.get('name'))
    const there = draft.files.findIndex((file) => file.name === name)
    change(there >= 0 ? { ...draft, open: there } : { files: [...draft.files, { name, text: '' }], open: draft.files.length })
    setAdding(false)
  }
  return (
    <div class="file-tabs" role="group" aria-label={words().files}>
      {draft.files.map((file, at) => (
        <span key={file.name} class={at === draft.open ? 'file open' : 'file'}>
          <button type="button" class="plain" aria-pressed={at === draft.open} onClick={() => change({ ...draft, open: at })}>
            {file.name}
          </button>
          {draft.files.length > 1 && (
            <button type="button" class="plain" aria-label={words().removeFile(file.name)} onClick={() => remove(at)}>
              ×
            </button>
          )}
        </span>
      ))}
      <button type="button" class="plain" aria-label={words().addFile} title={words().addFile} onClick={() => setAdding(true)}>
        +
      </button>
      {adding && (
        <Dialog title={words().addFile} onClose={() => setAdding(false)}>
          <Form onSubmit={add} submit={words().addFile} beside={<button type="button" onClick={() => setAdding(false)}>{common().cancel}</button>}>
            <Input name="name" label={words().fileName} required pattern={NAME} maxLength={100} autofocus />
          </Form>
        </Dialog>
      )}
    </div>
  )
}
