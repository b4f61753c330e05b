// The way of a contest from its start to its final result: where it stands, what leads on, and what leads back.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { Loaded } from '../../../api/loaded.ts'
import type { Ceremony } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { dateTime } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { attempt, say } from '../../../parts/toasts.tsx'
import { useContest } from '../../../store/access.ts'
import { juryAddress } from './JuryPage.tsx'
import { applyNow, type Held } from './useSettings.ts'
import { words } from './words.ts'

type Phase = Ceremony['phase']
const ORDER: Phase[] = ['upcoming', 'running', 'frozen', 'over', 'thawed', 'final']
const FREEZES: Phase[] = ['frozen', 'thawed']

interface Given {
  ceremony: Loaded<Ceremony>
  settings: Loaded<Held>
}

export function Course({ ceremony, settings }: Given) {
  return (
    <section class="panel jury-course" aria-labelledby="course">
      <h3 id="course">{words().course}</h3>
      <Ready of={ceremony} rows={4}>
        {(now) => (
          <>
            <Steps phase={now.phase} freezes={settings.value?.contest.settings.freeze != null} />
            <p class="jury-about">{words().about[now.phase]}</p>
            <h4>{words().next}</h4>
            <Forward now={now} ceremony={ceremony} settings={settings} />
            <Back now={now} ceremony={ceremony} />
          </>
        )}
      </Ready>
    </section>
  )
}

function Steps({ phase, freezes }: { phase: Phase; freezes: boolean }) {
  const shown = ORDER.filter((each) => freezes || each === phase || !FREEZES.includes(each))
  const at = shown.indexOf(phase)
  return (
    <ol class="jury-steps">
      {shown.map((each, number) => (
        <li key={each} class={number < at ? 'past' : number === at ? 'now' : 'ahead'} aria-current={number === at ? 'step' : undefined}>
          {words().phases[each]}
          {number === at && <span class="hidden"> ({words().now})</span>}
        </li>
      ))}
    </ol>
  )
}

/** An act on the contest's course; it shows where the contest stands then. */
function useActs(ceremony: Loaded<Ceremony>) {
  const { id } = useContest()
  const path = { contest: id }
  const shown = async (act: Promise<Ceremony>) => ceremony.set(await act)
  return {
    thaw: () => shown(call('POST /contests/{contest}/thaw', { path })),
    freezeAgain: () => shown(call('DELETE /contests/{contest}/thaw', { path })),
    finalize: (despite: Ceremony['warnings']) => shown(call('POST /contests/{contest}/finalize', { path, body: { despite } })),
    reopen: () => shown(call('DELETE /contests/{contest}/finalize', { path })),
    hide: (all: boolean) => call('DELETE /contests/{contest}/reveal', { path, query: { all } }),
    reveal: () => call('POST /contests/{contest}/reveal', { path, body: {} }),
  }
}

function Forward({ now, ceremony, settings }: Given & { now: Ceremony }) {
  const { id, store } = useContest()
  const over = now.phase === 'over' || now.phase === 'thawed'
  const ended = settings.value?.contest.status === 'ended'
  if (now.phase === 'final') {
    return (
      <div class="jury-acts">
        <Reopen ceremony={ceremony} />
      </div>
    )
  }
  if (now.phase === 'upcoming') {
    return (
      <div class="jury-acts">
        <AskingButton
          label={words().startNow}
          question={<p>{words().startNowAsk}</p>}
          danger={false}
          act={async () => {
            await applyNow(settings, () => ({ start: Math.round(Date.now() + store.skew) }), words().done, (before) => ({ start: before.contest.settings.start ?? null }))
            await ceremony.reload()
          }}
        />
        <a class="button" href={`${juryAddress(id, 'settings')}#start`}>
          {now.over_at ? words().postpone : words().setStart}
        </a>
      </div>
    )
  }
  return (
    <>
      {!over && (
        <>
          <div class="jury-acts">
            <a class="button" href={juryAddress(id, 'announcements')}>
              {words().announce}
            </a>
            <span class="hint">{words().byTheClock}</span>
          </div>
          <h4>{words().later}</h4>
        </>
      )}
      <div class="jury-acts">
      {now.phase !== 'thawed' && settings.value?.contest.settings.freeze != null && <Reveal over={over} ceremony={ceremony} />}
      <Finalize now={now} over={over} ceremony={ceremony} />
      </div>
      {!over && <p class="hint">{words().notYet(ended && now.over_at ? words().whyMore(dateTime(now.over_at)) : words().whyRunning)}</p>}
    </>
  )
}

function Reveal({ over, ceremony }: { over: boolean; ceremony: Loaded<Ceremony> }) {
  const { id, store } = useContest()
  const acts = useActs(ceremony)
  const reveal = async () => {
    const { team_name, problem_id, solved, left } = await acts.reveal()
    const label = store.clock.value?.settings.problems.find((problem) => problem.id === problem_id)?.label ?? problem_id
    say(words().revealed(team_name, label, solved, left))
  }
  return (
    <>
      <button type="button" title={words().revealAsk} disabled={!over} onClick={() => void attempt(reveal)}>
        {words().reveal}
      </button>
      {over && (
        <a class="button" href={`/contests/${encodeURIComponent(id)}/reveal`}>
          {words().ceremony}
        </a>
      )}
      <AskingButton label={words().thaw} question={<p>{words().thawAsk}</p>} act={acts.thaw} done={words().done} danger={false} disabled={!over} />
    </>
  )
}

function Finalize({ now, over, ceremony }: { now: Ceremony; over: boolean; ceremony: Loaded<Ceremony> }) {
  const acts = useActs(ceremony)
  const [despite, setDespite] = useState<Ceremony['warnings']>([])
  const tick = (warning: Ceremony['warnings'][number], on: boolean) => setDespite([...despite.filter((each) => each !== warning), ...(on ? [warning] : [])])
  const question: ComponentChildren = (
    <>
      <p>{words().finalizeAsk}</p>
      {now.warnings.length > 0 && (
        <fieldset class="jury-despite">
          <legend>{words().despite}</legend>
          {now.warnings.map((warning) => (
            <label key={warning}>
              <input type="checkbox" checked={despite.includes(warning)} onChange={(event) => tick(warning, event.currentTarget.checked)} />
              {words().warnings[warning]}
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
  return <AskingButton label={words().finalize} question={question} act={() => acts.finalize(despite)} done={words().done} danger={false} disabled={!over} />
}

function Reopen({ ceremony }: { ceremony: Loaded<Ceremony> }) {
  const acts = useActs(ceremony)
  return <AskingButton label={words().finalizeBack} question={<p>{words().finalizeBackAsk}</p>} act={acts.reopen} done={words().done} />
}

function Back({ now, ceremony }: { now: Ceremony; ceremony: Loaded<Ceremony> }) {
  const acts = useActs(ceremony)
  if (now.phase !== 'over' && now.phase !== 'thawed') return null
  return (
    <>
      <h4>{words().back}</h4>
      <div class="jury-acts">
        {now.phase === 'thawed' && <AskingButton label={words().thawBack} question={<p>{words().thawBackAsk}</p>} act={acts.freezeAgain} done={words().done} />}
        {now.phase === 'over' && now.warnings.includes('frozen') && (
          <>
            <button type="button" onClick={() => void attempt(() => acts.hide(false), words().done)}>
              {words().hide}
            </button>
            <AskingButton label={words().hideAll} question={<p>{words().hideAsk}</p>} act={() => acts.hide(true)} done={words().done} />
          </>
        )}
      </div>
    </>
  )
}
