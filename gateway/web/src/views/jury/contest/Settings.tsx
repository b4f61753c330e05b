// The settings of a contest. What somebody else changes meanwhile is shown, and what was typed stays.
import { useEffect, useState } from 'preact/hooks'
import { ApiError } from '../../../api/client.ts'
import type { Loaded } from '../../../api/loaded.ts'
import type { ContestSettings } from '../../../generated/api.ts'
import { useKept } from '../../../parts/kept.ts'
import { Ready } from '../../../parts/States.tsx'
import { say, sayError } from '../../../parts/toasts.tsx'
import { changeOf, differing, draftOf, merge, type Draft } from './draft.ts'
import { Editing } from './fields.tsx'
import { JuryPage } from './JuryPage.tsx'
import { AwardFields, ScoringFields, SightFields, TimeFields } from './SettingsFields.tsx'
import { words } from './settingsWords.ts'
import { ownZone, parseWall, wallText } from './times.ts'
import { changeSettings, useSettings, type Held } from './useSettings.ts'
import { useUnsaved } from '../../../parts/useUnsaved.ts'

export default function Settings() {
  const settings = useSettings()
  return (
    <JuryPage part="settings">
      <Ready of={settings} rows={10}>
        {(held) => <Editor held={held} settings={settings} />}
      </Ready>
    </JuryPage>
  )
}

interface Typed {
  /** Whose clocks show the start. */
  zone: string
  /** What was there when somebody began to type. */
  base: Draft
  draft: Draft
  /** The version that `base` is. */
  tag: string
}

function Editor({ held, settings }: { held: Held; settings: Loaded<Held> }) {
  const { contest } = held
  const [typed, setTyped, forget] = useKept<Typed>(`settings.${contest.id}`, () => {
    const begun = draftOf(contest.settings, ownZone())
    return { zone: ownZone(), base: begun, draft: begun, tag: held.tag }
  })
  const { zone, base, draft } = typed
  const [notes, setNotes] = useState<{ taken: string[]; both: string[] }>({ taken: [], both: [] })
  const [refused, setRefused] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const theirs = draftOf(contest.settings, zone)

  useEffect(() => {
    if (typed.tag === held.tag || busy) return
    const merged = merge(base, draft, theirs)
    setTyped({ zone, base: theirs, draft: merged.draft, tag: held.tag })
    const taken = [...new Set([...notes.taken, ...merged.taken])]
    const both = [...new Set([...notes.both, ...merged.both])].filter((key) => merged.draft[key] !== theirs[key])
    setNotes({ taken, both })
  }, [held.tag, busy])

  const { change, faults } = changeOf(draft, contest.settings, zone)
  const changed = Object.keys(theirs).some((key) => theirs[key] !== draft[key])
  useUnsaved(changed)
  useEffect(() => {
    if (!changed) forget()
  }, [changed])
  const reset = (now: Draft) => {
    setTyped({ zone, base: now, draft: now, tag: held.tag })
    setNotes({ taken: [], both: [] })
    setRefused({})
  }
  const moveZone = (to: string) => {
    const moved = (each: Draft): Draft => {
      const at = parseWall(String(each['start']), zone)
      return { ...each, start: at === null ? each['start']! : wallText(at, to) }
    }
    setTyped({ ...typed, zone: to, base: moved(base), draft: moved(draft) })
  }
  const save = async (event: Event) => {
    event.preventDefault()
    const wanted = differing(change, contest.settings, zone)
    if (Object.keys(faults).length > 0 || busy) return
    if (Object.keys(wanted).length === 0) return say(words().nothing)
    setBusy(true)
    try {
      await changeSettings(held, wanted)
      reset(draftOf({ ...contest.settings, ...(change as Partial<ContestSettings>) }, zone))
      say(words().saved)
    } catch (error) {
      if (error instanceof ApiError && error.field) setRefused({ [fieldOf(error.field)]: error.message })
      if (!(error instanceof ApiError && error.status === 412)) sayError(error)
    }
    await settings.reload()
    setBusy(false)
  }
  const set = (key: string, value: string | boolean) => setTyped((old) => ({ ...old, draft: { ...old.draft, [key]: value } }))
  return (
    <Editing.Provider value={{ draft, set, faults, refused }}>
      <form class="jury-settings" onSubmit={(event) => void save(event)}>
        <Changes
          notes={notes}
          theirs={theirs}
          decide={(key, take) => {
            if (take) set(key, theirs[key]!)
            setNotes({ ...notes, both: notes.both.filter((each) => each !== key) })
          }}
        />
        <TimeFields zone={zone} setZone={moveZone} />
        <ScoringFields rule={contest.settings.rule ?? 'icpc'} fixed />
        <AwardFields />
        <SightFields />
        <footer class="jury-save">
          {changed && (
            <>
              <span>{words().unsaved}</span>
              <button type="button" onClick={() => reset(theirs)}>
                {words().discard}
              </button>
            </>
          )}
          <button type="submit" class="primary" disabled={busy}>
            {words().save}
          </button>
        </footer>
      </form>
    </Editing.Provider>
  )
}

interface ChangesProps {
  notes: { taken: string[]; both: string[] }
  theirs: Draft
  /** `take`: what somebody else has set; else what was typed stays. */
  decide: (key: string, take: boolean) => void
}

function Changes({ notes, theirs, decide }: ChangesProps) {
  const { labels, choices, none, yes, no } = words()
  const spelled = (key: string) => {
    const value = theirs[key]
    if (typeof value === 'boolean') return value ? yes : no
    return choices[key]?.[value ?? '']?.label ?? (value || none)
  }
  const label = (key: string) => labels[key] ?? key
  if (notes.taken.length + notes.both.length === 0) return null
  return (
    <div class="jury-changes" role="alert">
      {notes.taken.length > 0 && <p>{words().taken(notes.taken.map((key) => `${label(key)} (${spelled(key)})`).join(', '))}</p>}
      {notes.both.map((key) => (
        <p key={key}>
          {words().both(label(key), spelled(key))}{' '}
          <button type="button" onClick={() => decide(key, true)}>
            {words().takeTheirs}
          </button>{' '}
          <button type="button" onClick={() => decide(key, false)}>
            {words().keepMine}
          </button>
        </p>
      ))}
    </div>
  )
}

/** The field of the draft for a field of the platform, such as `settings.options.penalty_minutes`. */
function fieldOf(field: string): string {
  const last = field.split('.').at(-1) ?? field
  if (field.includes('options')) return `option.${last}`
  if (field.includes('pauses')) return 'pauses'
  if (field.includes('shares') || field.includes('medals')) return 'gold'
  return last
}
