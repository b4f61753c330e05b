// What an overlay shows and where, as its address says. No drawing.

export const KINDS = ['board', 'ticker', 'clock', 'team', 'queue'] as const
export type Kind = (typeof KINDS)[number]

export const PLACES = ['top-left', 'top', 'top-right', 'left', 'center', 'right', 'bottom-left', 'bottom', 'bottom-right'] as const
export type Place = (typeof PLACES)[number]

export interface Options {
  kind: Kind
  place: Place
  /** Distance from the edges, in px. */
  margin: number
  /** px; 0: as wide as its content. */
  width: number
  /** Percent. */
  scale: number
  theme: 'dark' | 'light'
  /** Board: the first row, from 1. */
  from: number
  /** Board and queue: how many rows. Ticker: how many solves. */
  rows: number
  /** Board: seconds until the next rows are shown; 0: it stays. */
  turn: number
  /** Board: behind this row it begins again; 0: behind the last. */
  until: number
  /** Board: the teams of this group alone. */
  group: string
  /** Clock: the time that is left, or that has gone. */
  show: 'left' | 'gone'
  /** Card: the team's id; empty: who stands at `rank`. Queue: whose runs are featured. */
  team: string
  rank: number
}

type Numbers = 'margin' | 'width' | 'scale' | 'from' | 'rows' | 'turn' | 'until' | 'rank'
const BOUNDS: Record<Numbers, readonly [least: number, most: number]> = {
  margin: [0, 500],
  width: [0, 7680],
  scale: [25, 400],
  from: [1, 2000],
  rows: [1, 50],
  turn: [0, 3600],
  until: [0, 2000],
  rank: [1, 2000],
}

const COMMON = {
  margin: 24,
  scale: 100,
  theme: 'dark',
  from: 1,
  turn: 0,
  until: 0,
  group: '',
  show: 'left',
  team: '',
  rank: 1,
} as const

const OF_KIND: Record<Kind, Pick<Options, 'place' | 'width' | 'rows'>> = {
  board: { place: 'right', width: 720, rows: 12 },
  ticker: { place: 'bottom', width: 0, rows: 8 },
  clock: { place: 'top-right', width: 0, rows: 1 },
  team: { place: 'bottom-left', width: 640, rows: 1 },
  queue: { place: 'left', width: 420, rows: 8 },
}

/** Names of the options that a kind has, in the order of the form. */
export const USED: Record<Kind, readonly (keyof Options)[]> = {
  board: ['from', 'rows', 'turn', 'until', 'group'],
  ticker: ['rows'],
  clock: ['show'],
  team: ['team', 'rank'],
  queue: ['rows', 'team'],
}
const EVERYWHERE: readonly (keyof Options)[] = ['place', 'margin', 'width', 'scale', 'theme']

export function defaults(kind: Kind): Options {
  return { kind, ...COMMON, ...OF_KIND[kind] }
}

/** What makes no sense is as if it were not there: an overlay on air never shows an error. */
export function parsed(kind: string | undefined, query: Readonly<Record<string, string>>): Options {
  const options = defaults(KINDS.find((known) => known === kind) ?? 'board')
  for (const name of Object.keys(BOUNDS) as Numbers[]) {
    const [least, most] = BOUNDS[name]
    const value = Number(query[name])
    if (query[name] && Number.isFinite(value)) options[name] = Math.max(least, Math.min(most, Math.trunc(value)))
  }
  options.place = PLACES.find((known) => known === query['place']) ?? options.place
  options.theme = query['theme'] === 'light' ? 'light' : 'dark'
  options.show = query['show'] === 'gone' ? 'gone' : 'left'
  options.group = query['group'] ?? ''
  options.team = query['team'] ?? ''
  return options
}

/** The path of an overlay, with what differs from what it would show anyway. */
export function addressOf(contest: string, options: Options): string {
  const usual = defaults(options.kind)
  const query = new URLSearchParams()
  for (const name of [...USED[options.kind], ...EVERYWHERE]) if (options[name] !== usual[name]) query.set(name, String(options[name]))
  const path = `/overlay/${encodeURIComponent(contest)}/${options.kind}`
  return query.size > 0 ? `${path}?${query.toString()}` : path
}

/** The first row of the page of a board that is shown `seconds` after it was opened, from 0. */
export function turned(options: Options, total: number, seconds: number): number {
  const first = options.from - 1
  const end = options.until ? Math.min(options.until, total) : total
  if (!options.turn || end - first <= options.rows) return first
  const pages = Math.ceil((end - first) / options.rows)
  return first + (Math.floor(seconds / options.turn) % pages) * options.rows
}
