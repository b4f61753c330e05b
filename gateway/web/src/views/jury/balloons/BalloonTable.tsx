import type { Balloon } from '../../../generated/api.ts'
import { spell } from '../../../live/time.ts'
import type { Rows } from '../desk/useRows.ts'
import { words } from './words.ts'
import { Scroll } from '../../../parts/Scroll.tsx'

interface TableProps {
  balloons: readonly Balloon[]
  rows: Rows
  onTick: (balloon: Balloon) => void
}

export function BalloonTable({ balloons, rows, onTick }: TableProps) {
  return (
    <Scroll label={words().title}>
      <table class="data desk-table balloon-table">
        <thead>
          <tr>
            <th scope="col">{words().balloon}</th>
            <th scope="col">{words().place}</th>
            <th scope="col">{words().team}</th>
            <th scope="col">{words().solved}</th>
            <th scope="col">{words().marks}</th>
            <th scope="col">{words().bring}</th>
          </tr>
        </thead>
        <tbody>
          {balloons.map((balloon) => (
            <tr key={balloon.id} class={rows.chosen === balloon.id ? 'chosen' : ''}>
              <td>
                <Coloured balloon={balloon} />
              </td>
              <td class="balloon-place">{balloon.place || <small class="desk-note">{words().unknownPlace}</small>}</td>
              <td class="wide">
                <b>
                  <bdi>{balloon.team_name}</bdi>
                </b>
                {balloon.organization && (
                  <small class="desk-note">
                    <bdi>{balloon.organization}</bdi>
                  </small>
                )}
              </td>
              <td class="time">{spell(balloon.contest_time)}</td>
              <td>
                <Marks of={balloon} />
              </td>
              <td>
                <Tick of={balloon} rows={rows} onTick={() => onTick(balloon)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Coloured({ balloon }: { balloon: Balloon }) {
  return (
    <span class="balloon-coloured">
      <svg viewBox="0 0 24 32" width="24" height="32" aria-hidden="true">
        <path d="M12 1c6 0 10 4.6 10 10.5 0 6-5 11.5-8.6 12.9l1.1 2.6h-5l1.1-2.6C7 23 2 17.5 2 11.5 2 5.6 6 1 12 1z" style={{ fill: balloon.rgb || 'var(--balloon)' }} />
        <path d="M12 27c0 2 2 2 2 4" class="balloon-string" />
      </svg>
      <b>{balloon.label}</b>
    </span>
  )
}

function Marks({ of }: { of: Balloon }) {
  return (
    <span class="balloon-marks">
      {of.first_of_contest && <span class="badge running">★ {words().firstOfContest}</span>}
      {of.first_of_team && <span class="badge">① {words().firstOfTeam}</span>}
      {of.withdrawn && (
        <span class="badge balloon-withdrawn" title={words().withdrawnHint}>
          ✗ {words().withdrawn}
        </span>
      )}
    </span>
  )
}

function Tick({ of, rows, onTick }: { of: Balloon; rows: Rows; onTick: () => void }) {
  const brought = of.delivered_at !== null
  const says = brought ? words().takeItBack : words().bringIt
  return (
    <span class="balloon-tick">
      <button {...rows.row(of.id)} type="button" class={brought ? '' : 'primary'} aria-label={says(of.label, of.team_name)} onClick={onTick}>
        {of.withdrawn ? words().settled : brought ? `↺ ${words().takeBack}` : `✓ ${words().bring}`}
      </button>
      {of.delivered_by && <small class="desk-note">{words().broughtBy(of.delivered_by)}</small>}
    </span>
  )
}
