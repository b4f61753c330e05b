// The source of a submission: to read, copy, download and compare.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Source, Submission } from '../../../generated/api.ts'
import { spell } from '../../../live/time.ts'
import { CopyButton } from '../../../parts/CopyButton.tsx'
import { save } from '../../../parts/download.ts'
import { Code, Diff } from '../../../parts/editor/Code.tsx'
import { dateTime } from '../../../parts/format.ts'
import { useQuery } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import { stateWords, verdictWords } from '../../../parts/Verdict.tsx'
import { words } from './words.ts'

interface SourceViewProps {
  submission: Submission
  /** Others to the same problem, the newest first. */
  others: readonly Submission[]
}

export function SourceView({ submission, others }: SourceViewProps) {
  const [query, setQuery] = useQuery()
  const chosen = query['diff'] ?? ''
  const source = useLoaded((signal) => call('GET /submissions/{submission}/source', { path: { submission: submission.id }, signal }), [submission.id])
  const before = useLoaded(
    async (signal) => (chosen ? await call('GET /submissions/{submission}/source', { path: { submission: chosen }, signal }) : null),
    [chosen],
  )
  return (
    <section class="submission-source">
      <header>
        <h3>{words().source}</h3>
        {others.length > 0 && (
          <label>
            {words().compare}{' '}
            <select value={chosen} onChange={(event) => setQuery({ diff: event.currentTarget.value })}>
              <option value="">{words().nothing}</option>
              {others.map((each) => (
                <option key={each.id} value={each.id}>
                  {words().submittedAt(
                    each.contest_time === null ? dateTime(each.created_at) : spell(each.contest_time),
                    each.verdict ? verdictWords(each.verdict) : stateWords(each.state),
                  )}
                </option>
              ))}
            </select>
          </label>
        )}
      </header>
      <Ready of={source} rows={8}>
        {(now) => (chosen ? <Ready of={before}>{(old) => <Files key={chosen} source={now} before={old} />}</Ready> : <Files source={now} before={null} />)}
      </Ready>
    </section>
  )
}

function Files({ source, before }: { source: Source; before: Source | null }) {
  const files = filesOf(source)
  const [open, setOpen] = useState(files[0]!.name)
  const shown = files.find((file) => file.name === open) ?? files[0]!
  const old = before && (filesOf(before).find((file) => file.name === shown.name) ?? (files.length === 1 ? filesOf(before)[0] : undefined))
  return (
    <>
      <div class="source-bar">
        <div class="file-names" role="group" aria-label={words().files}>
          {files.map((file) => (
            <button key={file.name} type="button" class="plain" aria-pressed={file === shown} onClick={() => setOpen(file.name)}>
              {file.name}
            </button>
          ))}
        </div>
        <CopyButton text={shown.text} what={shown.name} />
        <button type="button" class="plain" onClick={() => save(shown.text, shown.name.split('/').at(-1)!)}>
          ⇣ {words().download}
        </button>
      </div>
      {before ? (
        <Diff text={shown.text} before={old?.text ?? ''} language={source.language} label={words().sourceOf(shown.name)} names={[words().earlier, words().this]} />
      ) : (
        <Code text={shown.text} language={source.language} label={words().sourceOf(shown.name)} />
      )}
    </>
  )
}

function filesOf(source: Source): { name: string; text: string }[] {
  return [{ name: source.file_name, text: source.text }, ...source.further_files]
}
