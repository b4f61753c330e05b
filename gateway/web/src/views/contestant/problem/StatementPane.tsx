import type { ComponentChildren } from 'preact'
import type { Attachment, Problem, Sample } from '../../../generated/api.ts'
import { CopyButton } from '../../../parts/CopyButton.tsx'
import { openFile } from '../../../parts/files.ts'
import { bytes, number } from '../../../parts/format.ts'
import { language } from '../../../parts/language.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { Statement } from '../../../parts/Statement.tsx'
import { sayError } from '../../../parts/toasts.tsx'
import { titleOf, type Place } from './place.ts'
import { words } from './words.ts'

const MIB = 2 ** 20

interface StatementPaneProps {
  place: Place
  onLanguage: (language: string) => void
  /** Below the title. */
  children?: ComponentChildren
}

export function StatementPane({ place, onLanguage, children }: StatementPaneProps) {
  const { problem } = place
  const Title = place.contest === null ? 'h1' : 'h2'
  const level = place.contest === null ? 2 : 3
  return (
    <article class="problem-text">
      <header>
        <Title>
          {place.label && <ProblemMark label="" rgb={place.rgb} />} {titleOf(place)}
        </Title>
        <Limits problem={problem} />
        {children}
        <Languages problem={problem} onLanguage={onLanguage} />
        <Files problem={problem.id} files={problem.attachments} />
      </header>
      {problem.statement.pending && (
        <p class="hint" role="status">
          {words().pending}
        </p>
      )}
      <Statement html={problem.statement.html} language={problem.statement.language} level={level} />
      {problem.samples.length > 0 && <Samples samples={problem.samples} level={level} />}
    </article>
  )
}

/** In seconds and MiB. */
function Limits({ problem }: { problem: Problem }) {
  return (
    <dl class="limits">
      <dt>{words().timeLimit}</dt>
      <dd>{words().seconds(number(problem.time_limit, 3))}</dd>
      <dt>{words().memoryLimit}</dt>
      <dd>{bytes(problem.memory_limit * MIB)}</dd>
      <dt>{words().outputLimit}</dt>
      <dd>{bytes(problem.output_limit * MIB)}</dd>
    </dl>
  )
}

function Languages({ problem, onLanguage }: { problem: Problem; onLanguage: (language: string) => void }) {
  if (problem.languages.length < 2) return null
  const names = new Intl.DisplayNames(language.value, { type: 'language', fallback: 'code' })
  return (
    <label class="statement-language">
      {words().languageOfStatement}{' '}
      <select value={problem.statement.language} onChange={(event) => onLanguage(event.currentTarget.value)}>
        {problem.languages.map((each) => (
          <option key={each} value={each}>
            {names.of(each) ?? each}
          </option>
        ))}
      </select>
    </label>
  )
}

function Files({ problem, files }: { problem: string; files: readonly Attachment[] }) {
  const shown = files.filter((file) => file.kind !== 'picture')
  if (shown.length === 0) return null
  return (
    <ul class="problem-files" aria-label={words().attachments}>
      {shown.map((file) => (
        <li key={file.name}>
          <FileLink problem={problem} file={file} />
        </li>
      ))}
    </ul>
  )
}

function FileLink({ problem, file }: { problem: string; file: Attachment }) {
  const path = `/problems/${encodeURIComponent(problem)}/attachments/${encodeURIComponent(file.name)}`
  const open = (event: MouseEvent) => {
    event.preventDefault()
    void openFile(path, file.name, file.media_type === 'application/pdf').catch(sayError)
  }
  return (
    <a href={`/api/v1${path}`} target="_blank" onClick={open}>
      {file.kind === 'statement' ? words().pdf(file.language ?? '') : file.name} <small>{bytes(file.bytes)}</small>
    </a>
  )
}

function Samples({ samples, level }: { samples: readonly Sample[]; level: number }) {
  const Heading = `h${level}` as 'h2'
  const Part = `h${level + 1}` as 'h3'
  return (
    <section class="samples">
      <Heading>{words().samples}</Heading>
      {samples.map((sample, at) => (
        <div key={at} class="sample" role="group" aria-label={words().sample(at + 1)}>
          <div>
            <header>
              <Part>{samples.length > 1 ? `${words().input} ${at + 1}` : words().input}</Part>
              <CopyButton text={sample.input} what={words().sampleInput(at + 1)} />
            </header>
            <pre tabIndex={0}>{sample.input}</pre>
          </div>
          <div>
            <header>
              <Part>{samples.length > 1 ? `${words().output} ${at + 1}` : words().output}</Part>
              <CopyButton text={sample.answer} what={words().sampleOutput(at + 1)} />
            </header>
            <pre tabIndex={0}>{sample.answer}</pre>
          </div>
        </div>
      ))}
    </section>
  )
}
