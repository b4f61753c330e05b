// All settings of a contest as fields, each with what it means.
import { useContext } from 'preact/hooks'
import { dateTime } from '../../../parts/format.ts'
import { HONORS, optionsOf, type Rule } from './draft.ts'
import { Choose, Editing, Pauses, Text, Tick } from './fields.tsx'
import { words } from './settingsWords.ts'
import { parseWall, zones } from './times.ts'

interface TimeProps {
  zone: string
  setZone: (zone: string) => void
  pauses?: boolean
}

export function TimeFields({ zone, setZone, pauses = true }: TimeProps) {
  const { draft } = useContext(Editing)
  const at = parseWall(String(draft['start'] ?? ''), zone)
  return (
    <fieldset class="panel jury-section" id="start">
      <legend>{words().sections.time}</legend>
      <Text name="name" required maxLength={300} />
      <div class="jury-pair">
        <Text
          name="start"
          type="datetime-local"
          step={1}
          hint={
            <>
              {words().hints['start']} {at !== null && <b>{words().inZone(dateTime(at))}</b>}
            </>
          }
        />
        <div class="field">
          <label for="zone">{words().zone}</label>
          <select id="zone" value={zone} onChange={(event) => setZone(event.currentTarget.value)}>
            {zones().map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div class="jury-pair">
        <Text name="duration" required placeholder="5:00:00" />
        <Text name="freeze" placeholder="4:00:00" />
      </div>
      {pauses && <Pauses name="pauses" />}
    </fieldset>
  )
}

const FLAGS = new Set(['compile_penalty', 'seconds', 'tie_break_by_time'])
const CHOICES = new Set(['penalty_rounding', 'cell', 'resubmit'])

/** `fixed`: the rule cannot be chosen any more. */
export function ScoringFields({ rule, fixed }: { rule: Rule; fixed: boolean }) {
  const { label, means } = words().choices['rule']![rule]!
  return (
    <fieldset class="panel jury-section">
      <legend>{words().sections.scoring}</legend>
      {fixed ? (
        <div class="field">
          <b>
            {words().labels['rule']}: {label}
          </b>
          <small class="hint">
            {means} {words().fixedRule}
          </small>
        </div>
      ) : (
        <Choose name="rule" />
      )}
      {optionsOf(rule).map((option) => {
        const name = `option.${option}`
        if (FLAGS.has(option)) return <Tick key={name} name={name} />
        if (CHOICES.has(option)) return <Choose key={name} name={name} />
        return <Text key={name} name={name} type="number" step="any" class="jury-number" />
      })}
      <Tick name="allTests" />
    </fieldset>
  )
}

export function AwardFields() {
  const { draft } = useContext(Editing)
  const metals = ['gold', 'silver', 'bronze'] as const
  return (
    <fieldset class="panel jury-section">
      <legend>{words().sections.awards}</legend>
      <Choose name="medalsBy" />
      {draft['medalsBy'] !== 'none' && (
        <div class="jury-row">
          {metals.map((metal) => (
            <Text key={metal} name={metal} label={words().metals[metal] + (draft['medalsBy'] === 'share' ? ' (%)' : '')} type="number" min={0} />
          ))}
        </div>
      )}
      <Tick name="winner" />
      <Tick name="firstToSolve" />
      <Tick name="groupWinners" />
      <Choose name="honorsBy" />
      {draft['honorsBy'] === 'own' && (
        <div class="jury-row">
          {HONORS.map((award) => (
            <Text key={award} name={`honor.${award}`} label={words().honors[award]!} hint={words().honorLeast} type="number" min={0} step="any" />
          ))}
        </div>
      )}
    </fieldset>
  )
}

export function SightFields() {
  return (
    <fieldset class="panel jury-section">
      <legend>{words().sections.teams}</legend>
      <Choose name="visibility" />
      <Choose name="feedback" />
      <Choose name="rated" />
    </fieldset>
  )
}
