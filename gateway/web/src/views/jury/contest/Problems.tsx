// The problems of a contest: which ones, in which order, with which letters and colours; and the versions that it plays.
import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import type { Loaded } from '../../../api/loaded.ts'
import type { ContestProblem } from '../../../generated/api.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Empty, Ready } from '../../../parts/States.tsx'
import { say, sayError } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { added, gone, letter, lettered, moved, twice } from './chosen.ts'
import { FindProblem } from './FindProblem.tsx'
import { JuryPage } from './JuryPage.tsx'
import { ProblemRow } from './ProblemRow.tsx'
import { words } from './problemWords.ts'
import { useSettings, type Held } from './useSettings.ts'
import { Versions } from './Versions.tsx'
import './problems.css'

export default function Problems() {
  const settings = useSettings()
  return (
    <JuryPage part="problems">
      <Ready of={settings}>
        {(held) => (
          <>
            <Editor held={held} settings={settings} />
            {held.contest.status !== 'upcoming' && <Versions changes={held.tag} />}
          </>
        )}
      </Ready>
    </JuryPage>
  )
}

function same(a: readonly ContestProblem[], b: readonly ContestProblem[]): boolean {
  const plain = (list: readonly ContestProblem[]) => JSON.stringify(list.map(({ id, label, name, rgb, points }) => [id, label, name ?? '', rgb ?? '', points ?? 0]))
  return plain(a) === plain(b)
}

function Editor({ held, settings }: { held: Held; settings: Loaded<Held> }) {
  const theirs = held.contest.settings.problems ?? []
  const [base, setBase] = useState(theirs)
  const [list, setList] = useState(theirs)
  const [conflict, setConflict] = useState(false)
  const [asking, setAsking] = useState(false)
  const changed = !same(list, theirs)
  useEffect(() => {
    if (same(base, theirs)) return
    if (same(list, base)) setList(theirs)
    else setConflict(!same(list, theirs))
    setBase(theirs)
  }, [held.tag])
  const fault = list.some(({ label }) => !label.trim()) ? words().noLetter : twice(list).length > 0 ? words().twice(twice(list).join(', ')) : ''
  const take = () => {
    setList(theirs)
    setConflict(false)
  }
  const save = async () => {
    setAsking(false)
    try {
      const problems = list.map(({ label, ...rest }) => ({ ...rest, label: label.trim() }))
      await call('PUT /contests/{contest}/problems', { path: { contest: held.contest.id }, body: { problems }, match: held.tag })
      setBase(list)
      setConflict(false)
      say(words().saved)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 412)) sayError(error)
    }
    await settings.reload()
  }
  const withdrawn = gone(theirs, list)
  const joining = gone(list, theirs)
  const askFirst = held.contest.status === 'running' && withdrawn.length + joining.length > 0
  return (
    <section class="panel" aria-label={words().list}>
      <p class="hint">{words().intro}</p>
      {conflict && (
        <div class="jury-changes" role="alert">
          <p>
            {words().changed} {theirs.map(({ label, name, id }) => `${label} ${name || id}`).join(', ') || words().none}
          </p>
          <button type="button" onClick={take}>
            {words().takeTheirs}
          </button>
        </div>
      )}
      <List list={list} setList={setList} points={held.contest.settings.rule !== 'icpc'} />
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <footer class="jury-save">
        {changed && (
          <button type="button" onClick={take}>
            {words().discard}
          </button>
        )}
        <button type="button" class="primary" disabled={!changed || fault !== ''} onClick={() => (askFirst ? setAsking(true) : void save())}>
          {words().save}
        </button>
      </footer>
      {asking && (
        <Dialog title={words().save} onClose={() => setAsking(false)}>
          <div class="question">
            <p>{words().ask}</p>
            <ul>
              {withdrawn.map((problem) => (
                <li key={problem.id}>{words().withdraws(`${problem.label} ${problem.name}`)}</li>
              ))}
              {joining.map((problem) => (
                <li key={problem.id}>{words().adds(`${problem.label} ${problem.name || problem.id}`)}</li>
              ))}
            </ul>
          </div>
          <footer>
            <button type="button" onClick={() => setAsking(false)}>
              {common().cancel}
            </button>
            <button type="button" class="danger" onClick={() => void save()}>
              {words().save}
            </button>
          </footer>
        </Dialog>
      )}
    </section>
  )
}

interface ListProps {
  list: ContestProblem[]
  setList: (list: ContestProblem[]) => void
  points: boolean
}

function List({ list, setList, points }: ListProps) {
  const [finding, setFinding] = useState(false)
  const [dragged, setDragged] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const focus = useRef<string | null>(null)
  const element = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (focus.current) element.current?.querySelector<HTMLElement>(focus.current)?.focus()
    focus.current = null
  })
  const move = (from: number, to: number, button?: 'up' | 'down') => {
    const problem = list[from]
    if (!problem || to < 0 || to >= list.length || to === from) return
    if (button) focus.current = `[data-problem="${CSS.escape(problem.id)}"] [data-move="${button}"]`
    setList(lettered(list, moved(list, from, to)))
    setSaid(words().movedTo(problem.name || problem.id, to + 1, list.length))
  }
  const remove = (problem: ContestProblem) => {
    setList(lettered(list, list.filter((each) => each !== problem)))
    setSaid(words().takenOut(problem.name || problem.id))
  }
  return (
    <>
      {list.length === 0 && <Empty>{words().none}</Empty>}
      <ol class="jury-chosen" ref={element}>
        {list.map((problem, place) => (
          <ProblemRow
            key={problem.id}
            problem={problem}
            place={place}
            count={list.length}
            points={points}
            dragged={dragged === problem.id}
            onDrag={(dragging) => setDragged(dragging ? problem.id : null)}
            onOver={() => dragged !== null && move(list.findIndex(({ id }) => id === dragged), place)}
            move={(to, button) => move(place, to, button)}
            change={(change) => setList(list.map((each) => (each === problem ? { ...each, ...change } : each)))}
            remove={() => remove(problem)}
          />
        ))}
      </ol>
      <p class="hidden" role="status">
        {said}
      </p>
      <div class="jury-acts">
        <button type="button" onClick={() => setFinding(true)}>
          + {words().add}
        </button>
        {list.some(({ label }, number) => label !== letter(number)) && (
          <button type="button" onClick={() => setList(list.map((problem, number) => ({ ...problem, label: letter(number) })))}>
            {words().letters}
          </button>
        )}
      </div>
      {finding && <FindProblem chosen={list.map(({ id }) => id)} add={(id, title) => setList(added(list, id, title))} onClose={() => setFinding(false)} />}
    </>
  )
}
