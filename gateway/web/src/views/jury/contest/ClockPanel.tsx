// The clock of a contest in the jury's hands: longer, standing still, frozen.
import { useState } from 'preact/hooks'
import { contestTime } from '../../../live/time.ts'
import type { Loaded } from '../../../api/loaded.ts'
import type { ContestSettings } from '../../../generated/api.ts'
import { AskingButton, Dialog } from '../../../parts/Dialog.tsx'
import { Field, Form } from '../../../parts/Form.tsx'
import { clockTime, dateTime } from '../../../parts/format.ts'
import { Icon } from '../../../parts/Icon.tsx'
import { useNow } from '../../../parts/now.ts'
import { Ready } from '../../../parts/States.tsx'
import { useContest } from '../../../store/access.ts'
import { durationText, parseDuration } from './times.ts'
import { applyNow, type Held } from './useSettings.ts'
import { words } from './words.ts'

export function ClockPanel({ settings }: { settings: Loaded<Held> }) {
  return (
    <section class="panel jury-clock" aria-labelledby="clock">
      <h3 id="clock">{words().clock}</h3>
      <Ready of={settings} rows={3}>
        {(held) => <Times held={held} settings={settings} />}
      </Ready>
    </section>
  )
}

function Times({ held, settings }: { held: Held; settings: Loaded<Held> }) {
  const { store } = useContest()
  const wall = useNow(1000) + store.skew
  const { contest } = held
  const { start, duration, freeze, pauses = [] } = contest.settings
  const pause = start == null ? undefined : pauses.find(([from, to]) => start + from <= wall && wall < start + to)
  const time = store.clock.value && contestTime(store.clock.value, wall - store.skew, store.skew)
  const frozen = freeze != null && time !== null && time >= freeze
  return (
    <>
      <dl class="jury-facts">
        <dt>{words().starts}</dt>
        <dd>{contest.starts_at ? dateTime(contest.starts_at) : words().noStart}</dd>
        <dt>{words().ends}</dt>
        <dd>
          {contest.ends_at ? dateTime(contest.ends_at) : '–'} ({durationText(duration)})
        </dd>
        <dt>{words().freezesAt}</dt>
        <dd>{freeze == null ? words().never : durationText(freeze)}</dd>
      </dl>
      {pause && start != null && (
        <p role="status" class="jury-paused">
          <Icon name="pause" /> {words().pausedUntil(clockTime(start + pause[1], true))}
        </p>
      )}
      <div class="jury-acts">
        <Extend settings={settings} />
        {contest.status === 'running' && start != null && (
          <>
            {pause ? <Resume settings={settings} pause={pause} /> : <Pause settings={settings} />}
            {!frozen && time !== null && <FreezeNow settings={settings} time={time} />}
            {freeze != null && (
              <AskingButton
                label={words().unfreeze}
                question={<p>{words().unfreezeAsk}</p>}
                act={() => applyNow(settings, () => ({ freeze: null }), words().done, (before) => ({ freeze: before.contest.settings.freeze ?? null }))}
              />
            )}
          </>
        )}
      </div>
    </>
  )
}

function Extend({ settings }: { settings: Loaded<Held> }) {
  const extend = (by: number) =>
    applyNow(settings, (held) => ({ duration: held.contest.settings.duration + by }), words().extended(durationText(by)), (before) => ({
      duration: before.contest.settings.duration,
    }))
  return <AskDuration label={words().extend} field={words().by} initial="0:10" act={extend} />
}

function Pause({ settings }: { settings: Loaded<Held> }) {
  const { store } = useContest()
  const pause = (length: number) =>
    applyNow(
      settings,
      (held) => {
        const now = sinceStart(held.contest.settings, store.skew)
        return { pauses: [...(held.contest.settings.pauses ?? []), [now, now + length]] }
      },
      words().paused,
    )
  return <AskDuration label={words().pause} field={words().pauseFor} hint={words().pauseHint} initial="0:15" act={pause} />
}

function Resume({ settings, pause: [from] }: { settings: Loaded<Held>; pause: [number, number] }) {
  const { store } = useContest()
  const resume = () =>
    applyNow(
      settings,
      (held) => {
        const now = sinceStart(held.contest.settings, store.skew)
        return { pauses: (held.contest.settings.pauses ?? []).map((each) => (each[0] === from ? [from, Math.max(from + 1, now)] : each)) }
      },
      words().resumed,
    )
  return (
    <button type="button" class="primary" onClick={() => void resume()}>
      {words().resume}
    </button>
  )
}

function FreezeNow({ settings, time }: { settings: Loaded<Held>; time: number }) {
  return (
    <AskingButton
      label={words().freezeNow}
      question={<p>{words().freezeNowAsk}</p>}
      danger={false}
      act={() =>
        applyNow(settings, () => ({ freeze: Math.max(0, Math.round(time)) }), words().frozenNow, (before) => ({
          freeze: before.contest.settings.freeze ?? null,
        }))
      }
    />
  )
}

/** Wall-clock ms since the start, by the platform's clock. */
function sinceStart(settings: ContestSettings, skew: number): number {
  return Math.max(0, Math.round(Date.now() + skew - (settings.start ?? 0)))
}

interface Asked {
  label: string
  field: string
  hint?: string
  initial: string
  act: (length: number) => Promise<boolean>
}

/** A button that asks for how long. */
function AskDuration({ label, field, hint, initial, act }: Asked) {
  const [open, setOpen] = useState(false)
  const [wrong, setWrong] = useState(false)
  const go = async (data: FormData) => {
    const length = parseDuration(String(data.get('length')))
    setWrong(!length)
    if (length && (await act(length))) setOpen(false)
  }
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && (
        <Dialog title={label} onClose={() => setOpen(false)}>
          <Form onSubmit={go} submit={label}>
            <Field name="length" label={field} hint={hint}>
              {(tied) => <input {...tied} defaultValue={initial} autocomplete="off" autofocus aria-invalid={wrong} />}
            </Field>
            {wrong && (
              <p class="fault" role="alert">
                {words().badDuration}
              </p>
            )}
          </Form>
        </Dialog>
      )}
    </>
  )
}
