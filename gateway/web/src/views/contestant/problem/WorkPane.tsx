// The solution: its language and files, the editor, running it, submitting it, and what was submitted.
import { useEffect, useRef, useState } from 'preact/hooks'
import { user } from '../../../api/session.ts'
import type { Language } from '../../../generated/api.ts'
import { useKeys } from '../../../parts/keys.ts'
import { signInAddress } from '../../../parts/States.tsx'
import { attempt, say } from '../../../parts/toasts.tsx'
import { outbox } from '../../../store/ownOutbox.ts'
import { isEmpty, programOf, submissionOf } from './draft.ts'
import { titleOf, type Place } from './place.ts'
import { RunPanel, type OwnInput } from './RunPanel.tsx'
import { Sent } from './Sent.tsx'
import { openFiles, Sources } from './Sources.tsx'
import { useDraft, type Drafting } from './useDraft.ts'
import { useOwnSubmissions } from './useOwnSubmissions.ts'
import { useRun } from './useRun.ts'
import { words } from './words.ts'
import './work.css'

type Panel = 'run' | 'sent'

interface WorkPaneProps {
  place: Place
  languages: readonly Language[]
  /** Asks for this side on a phone. */
  onWanted: () => void
}

export function WorkPane({ place, languages, onWanted }: WorkPaneProps) {
  const drafting = useDraft(place.problem.id, languages)
  const running = useRun(user.value?.id ?? null)
  const own = useOwnSubmissions(place.contest, place.team, place.problem.id)
  const [panel, setPanel] = useState<Panel>('run')
  const [input, setInput] = useOwnInput(place.problem.id)
  const bottom = useRef<HTMLDivElement>(null)
  const look = (at: Panel) => {
    onWanted()
    setPanel(at)
    setTimeout(() => bottom.current?.scrollIntoView({ block: 'nearest' }))
  }
  const run = () => {
    if (!place.mayRun || running.busy) return
    look('run')
    const { draft, language } = drafting.now()
    if (isEmpty(draft)) return say(words().nothingToSend, 'bad')
    const about = { problem_id: place.problem.id, ...(place.contest && { contest_id: place.contest }) }
    void running.start({ ...programOf(language, draft), ...about, ...(input.used && { input: input.text }) })
  }
  const submit = () => {
    if (!place.maySubmit) return
    look('sent')
    void attempt(() => post(place, drafting))
  }
  useSentReload(own.reload, place)
  useKeys(
    [
      { key: 'F9', does: words().runKey, act: run, typing: true },
      { key: 'F10', does: words().submitKey, act: submit, typing: true },
      { key: 'Alt+r', does: words().submissionsKey, act: () => look('sent'), typing: true },
    ],
    [place, drafting, running.busy, input, words()],
  )
  const take = (files: readonly File[]) => void openFiles(drafting, files, languages)
  return (
    <div class="work" onDragOver={(event) => event.dataTransfer?.types.includes('Files') && event.preventDefault()} onDrop={(event) => dropped(event, take)}>
      <div class="work-bar">
        <LanguageSelect drafting={drafting} all={languages} />
        <label class="button">
          {words().choose}
          <input type="file" class="hidden" multiple onChange={(event) => chosen(event.currentTarget, take)} />
        </label>
        <span class="acts">
          <button type="button" disabled={!place.mayRun || running.busy} title={words().runKey} onClick={run}>
            ▷ {words().run} <kbd>F9</kbd>
          </button>
          <button type="button" class="primary" disabled={!place.maySubmit} title={words().submitKey} onClick={submit}>
            {words().submit} <kbd>F10</kbd>
          </button>
        </span>
      </div>
      <Hint place={place} />
      <Sources drafting={drafting} problem={place.problem.id} onFiles={take} />
      <div class="bottom" ref={bottom}>
        <div class="panels" role="group" aria-label={words().panels}>
          <button type="button" aria-pressed={panel === 'run'} onClick={() => setPanel('run')}>
            {words().testRun}
          </button>
          <button type="button" aria-pressed={panel === 'sent'} onClick={() => setPanel('sent')}>
            {words().submissions} {own.list && own.list.length > 0 && <small>({own.list.length})</small>}
          </button>
        </div>
        {panel === 'run' ? (
          <RunPanel running={running} samples={place.problem.samples} own={input} onOwn={setInput} />
        ) : (
          place.team && <Sent place={place} own={own} languages={languages} />
        )}
      </div>
    </div>
  )
}

async function post(place: Place, drafting: Drafting): Promise<void> {
  const { draft, language } = drafting.now()
  if (isEmpty(draft)) return say(words().nothingToSend, 'bad')
  const posted = { contest: place.contest, title: titleOf(place), body: submissionOf(place.problem.id, language, draft) }
  if (!(await outbox().post(posted))) say(words().waitsAlready, 'news')
}

function LanguageSelect({ drafting, all }: { drafting: Drafting; all: readonly Language[] }) {
  return (
    <select
      aria-label={words().language}
      title={drafting.language.version}
      value={drafting.language.id}
      onChange={(event) => {
        const found = all.find((language) => language.id === event.currentTarget.value)
        if (found) drafting.speak(found)
      }}
    >
      {all.map((language) => (
        <option key={language.id} value={language.id}>
          {language.name}
        </option>
      ))}
    </select>
  )
}

/** Why one cannot submit, and what to do about it. */
function Hint({ place }: { place: Place }) {
  const practice = `/problems/${encodeURIComponent(place.problem.id)}`
  if (!user.value) {
    return (
      <p class="work-hint">
        {words().signInFirst} <a href={signInAddress()}>{words().signIn}</a>
      </p>
    )
  }
  if (place.over) {
    return (
      <p class="work-hint">
        {words().over} <a href={practice}>{words().practise}</a>
      </p>
    )
  }
  if (place.team || place.contest === null) return null
  return (
    <p class="work-hint">
      {words().joinFirst} <a href={`/contests/${encodeURIComponent(place.contest)}/home`}>{words().join}</a>
    </p>
  )
}

/** What was sent stands in the list at once, before a frame tells of it. */
function useSentReload(reload: () => Promise<void>, place: Place): void {
  const latest = useRef(reload)
  latest.current = reload
  useEffect(
    () => outbox().onSent((submission) => submission.problem_id === place.problem.id && void latest.current()),
    [place.problem.id],
  )
}

/** The input of one's own, kept for each problem. */
function useOwnInput(problem: string): [OwnInput, (own: OwnInput) => void] {
  const key = `run-input.${problem}`
  const [own, setOwn] = useState<OwnInput>(() => ({ used: false, text: localStorage.getItem(key) ?? '' }))
  const change = (now: OwnInput) => {
    setOwn(now)
    try {
      localStorage.setItem(key, now.text)
    } catch {
      // it is an input to try out: a draft is what must not get lost
    }
  }
  return [own, change]
}

function dropped(event: DragEvent, take: (files: readonly File[]) => void): void {
  const files = [...(event.dataTransfer?.files ?? [])]
  if (files.length === 0) return
  event.preventDefault()
  take(files)
}

function chosen(input: HTMLInputElement, take: (files: readonly File[]) => void): void {
  const files = [...(input.files ?? [])]
  input.value = '' // so that the same file can be chosen again
  if (files.length > 0) take(files)
}
