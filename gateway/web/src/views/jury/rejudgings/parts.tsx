import type { Rejudging } from '../../../generated/api.ts'
import { number } from '../../../parts/format.ts'
import { words } from './words.ts'

const KINDS = { judging: 'final', ready: 'frozen', applied: 'running', cancelled: '' }

export function State({ of: { state } }: { of: Rejudging }) {
  return <span class={`badge ${KINDS[state]}`}>{words().states[state]}</span>
}

export function Progress({ of: { judged, submissions } }: { of: Rejudging }) {
  return (
    <span class="rejudging-progress">
      <progress max={submissions} value={judged} aria-label={words().progress} />
      <span>{words().of(number(judged), number(submissions))}</span>
    </span>
  )
}
