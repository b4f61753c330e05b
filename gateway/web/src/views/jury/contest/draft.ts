// Settings of a contest as texts that somebody edits, and how they come together with what somebody else has changed meanwhile. No drawing.
import type { AwardRules, ContestSettings, Honor, SettingsChange } from '../../../generated/api.ts'
import { durationText, parseDuration, parseWall, wallText } from './times.ts'

export type Rule = NonNullable<ContestSettings['rule']>
type Value = string | boolean
/** By the names of `keys`; options of the rule as `option.<name>`. */
export type Draft = Record<string, Value>
/** By the name of the field that is wrong. */
export type Faults = Record<string, 'duration' | 'moment' | 'freeze' | 'pauses' | 'number' | 'shares'>

export const HONORS: Honor['award'][] = ['highest-honors', 'high-honors', 'honors', 'honorable-mention']
const DEFAULTS: Record<Rule, Record<string, string | number | boolean>> = {
  icpc: { penalty_minutes: 20, penalty_rounding: 'cell', compile_penalty: false, seconds: false },
  ioi: { cell: 'best', tie_break_by_time: false },
  codeforces: { wrong: 50, least: 0.3, hack: 100, failed_hack: -50, resubmit: 'first' },
  atcoder: { penalty_minutes: 5 },
}

export function optionsOf(rule: Rule): string[] {
  return Object.keys(DEFAULTS[rule])
}

/** `zone`: whose clocks show the start. */
export function draftOf(settings: ContestSettings, zone: string): Draft {
  const { medals = [0, 0, 0], awards = {}, options = {}, pauses = [] } = settings
  const shares = awards.medal_shares ?? [0, 0, 0]
  const rule = settings.rule ?? 'icpc'
  const draft: Draft = {
    name: settings.name,
    start: settings.start == null ? '' : wallText(settings.start, zone),
    duration: durationText(settings.duration),
    freeze: settings.freeze == null ? '' : durationText(settings.freeze),
    pauses: pausesText(pauses),
    medalsBy: shares.some(Boolean) ? 'share' : medals.some(Boolean) ? 'rank' : 'none',
    winner: awards.winner ?? true,
    firstToSolve: awards.first_to_solve ?? true,
    groupWinners: awards.group_winners ?? true,
    honorsBy: awards.world_finals_honors ? 'finals' : awards.honors?.length ? 'own' : 'none',
    allTests: settings.run_all_tests ?? false,
    feedback: settings.feedback ?? 'verdict',
    rated: settings.rated ?? '',
    visibility: settings.visibility ?? 'public',
  }
  for (const [n, metal] of ['gold', 'silver', 'bronze'].entries()) {
    draft[metal] = String(shares.some(Boolean) ? shares[n] : medals[n])
  }
  for (const award of HONORS) draft[`honor.${award}`] = String(awards.honors?.find((honor) => honor.award === award)?.least ?? '')
  for (const [name, normal] of Object.entries(DEFAULTS[rule])) {
    const value = (options as Record<string, unknown>)[name] ?? normal
    draft[`option.${name}`] = typeof normal === 'boolean' ? Boolean(value) : String(value)
  }
  return draft
}

/** What is to be sent, or what is wrong with what was typed. `settings`: those that the draft was made of. */
export function changeOf(draft: Draft, settings: ContestSettings, zone: string): { change: SettingsChange; faults: Faults } {
  const faults: Faults = {}
  const text = (key: string) => String(draft[key] ?? '').trim()
  const numeric = (key: string) => {
    const value = Number(text(key) || 0)
    if (!Number.isFinite(value)) faults[key] = 'number'
    return value
  }
  const duration = parseDuration(text('duration'))
  if (!duration) faults['duration'] = 'duration'
  const freeze = text('freeze') === '' ? null : parseDuration(text('freeze'))
  if (text('freeze') !== '' && freeze === null) faults['freeze'] = 'duration'
  else if (freeze !== null && duration && freeze > duration) faults['freeze'] = 'freeze'
  const start = text('start') === '' ? null : parseWall(text('start'), zone)
  if (text('start') !== '' && start === null) faults['start'] = 'moment'
  const kept = text('pauses') === pausesText(settings.pauses) // a pause of less than a second has no text of its own
  const pauses = kept ? (settings.pauses ?? []) : parsePauses(text('pauses'))
  if (!pauses) faults['pauses'] = 'pauses'
  const metals = ['gold', 'silver', 'bronze'].map(numeric) as [number, number, number]
  const by = draft['medalsBy']
  if (by === 'share' && metals[0] + metals[1] + metals[2] > 100) faults['gold'] = 'shares'
  const awards: AwardRules = {
    medal_shares: by === 'share' ? metals : [0, 0, 0],
    winner: draft['winner'] === true,
    first_to_solve: draft['firstToSolve'] === true,
    group_winners: draft['groupWinners'] === true,
    honors: draft['honorsBy'] !== 'own' ? [] : HONORS.filter((award) => text(`honor.${award}`)).map((award) => ({ award, least: numeric(`honor.${award}`) })),
    world_finals_honors: draft['honorsBy'] === 'finals',
  }
  const change = {
    name: text('name'),
    start: keep(start, settings.start ?? null),
    duration: keep(duration ?? 1, settings.duration),
    freeze: keep(freeze, settings.freeze ?? null),
    pauses: pauses ?? [],
    medals: by === 'rank' ? metals : ([0, 0, 0] as [number, number, number]),
    awards,
    options: parseOptions(draft, settings.rule ?? 'icpc', numeric),
    run_all_tests: draft['allTests'] === true,
    feedback: draft['feedback'] as 'tests' | 'verdict',
    rated: (text('rated') || null) as SettingsChange['rated'] & {},
    visibility: draft['visibility'] as 'private' | 'public',
  }
  return { change, faults }
}

/** What was typed has whole seconds: the milliseconds of a time that was not changed stay. */
function keep<T extends number | null>(typed: T, known: T): T {
  return typed !== null && known !== null && Math.abs(typed - known) < 1000 ? known : typed
}

function pausesText(pauses: readonly [number, number][] = []): string {
  return pauses.map(([from, to]) => `${durationText(from)}-${durationText(to)}`).join('\n')
}

function parsePauses(text: string): [number, number][] | null {
  const pauses: [number, number][] = []
  let last = 0
  for (const line of text.split('\n').filter((each) => each.trim())) {
    const [from, to] = line.split('-').map(parseDuration)
    if (from == null || to == null || from < last || to <= from) return null
    pauses.push([from, to])
    last = to
  }
  return pauses
}

function parseOptions(draft: Draft, rule: Rule, numeric: (key: string) => number): NonNullable<SettingsChange['options']> {
  const options: Record<string, string | number | boolean> = {}
  for (const [name, normal] of Object.entries(DEFAULTS[rule])) {
    const key = `option.${name}`
    const value = draft[key] ?? normal
    options[name] = typeof normal === 'number' ? numeric(key) : value
  }
  return options
}

/** What is to be sent of a change: what differs from the settings as they are. */
export function differing(change: SettingsChange, settings: ContestSettings, zone: string): SettingsChange {
  const same = changeOf(draftOf(settings, zone), settings, zone).change
  const keys = (Object.keys(change) as (keyof SettingsChange)[]).filter((key) => JSON.stringify(change[key]) !== JSON.stringify(same[key]))
  return Object.fromEntries(keys.map((key) => [key, change[key]]))
}

export interface Merged {
  draft: Draft
  /** What somebody else has changed, with its new value: taken over where nothing was typed. */
  taken: string[]
  /** What was changed on both sides: the typed value stays. */
  both: string[]
}

/** Brings together what was typed (`mine`, begun with `base`) and what is there now. */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merged {
  const merged: Merged = { draft: { ...mine }, taken: [], both: [] }
  for (const key of Object.keys(theirs)) {
    if (theirs[key] === base[key] || theirs[key] === mine[key]) continue
    if (mine[key] === base[key]) {
      merged.draft[key] = theirs[key]!
      merged.taken.push(key)
    } else merged.both.push(key)
  }
  return merged
}
