// Where lines, ticks and labels of a chart stand. No drawing.
import { differs, type Point } from './history.ts'

export const WIDTH = 960
export const HEIGHT = 380
export const MARGIN = { top: 14, right: 190, bottom: 34, left: 44 }
const LABEL_GAP = 17

export type Kind = 'rank' | 'score'

export interface Scales {
  x: (at: number) => number
  y: (value: number) => number
}

/** Ranks grow downwards from 1, scores upwards from 0. */
export function scales(kind: Kind, duration: number, most: number): Scales {
  const [width, height] = [WIDTH - MARGIN.left - MARGIN.right, HEIGHT - MARGIN.top - MARGIN.bottom]
  const [least, span] = kind === 'rank' ? [1, Math.max(1, most - 1)] : [0, Math.max(1, most)]
  const share = (value: number) => (value - least) / span
  return {
    x: (at) => MARGIN.left + (at / Math.max(1, duration)) * width,
    y: (value) => MARGIN.top + (kind === 'rank' ? share(value) : 1 - share(value)) * height,
  }
}

export function valueOf(kind: Kind, point: Point): number {
  return kind === 'rank' ? point.rank : point.score
}

/** A line of steps: a value holds until the next one. */
export function path(points: readonly Point[], kind: Kind, { x, y }: Scales): string {
  let d = ''
  let before: Point | undefined
  for (const point of points) {
    const value = valueOf(kind, point)
    if (kind === 'rank' && value === 0) {
      before = undefined
      continue
    }
    const [left, top] = [x(point.at).toFixed(1), y(value).toFixed(1)]
    if (!before) d += `M${left} ${top}`
    else d += differs(before, point) ? `H${left}V${top}` : `H${left}`
    before = point
  }
  return d
}

/** Heights of labels, apart from each other, near where their lines end. */
export function spread(tops: readonly number[], gap = LABEL_GAP): number[] {
  const order = tops.map((top, place) => ({ top, place })).sort((a, b) => a.top - b.top)
  let last = -Infinity
  for (const each of order) last = each.top = Math.max(each.top, last + gap)
  const over = last - (HEIGHT - MARGIN.bottom)
  if (over > 0) {
    let limit = HEIGHT - MARGIN.bottom
    for (const each of order.reverse()) {
      each.top = Math.min(each.top, limit)
      limit = each.top - gap
    }
  }
  const placed = new Array<number>(tops.length)
  for (const { top, place } of order) placed[place] = top
  return placed
}

/** Round values from `least` to `most`, about `wanted` of them, `most` among them where it is a rank. */
export function ticks(kind: Kind, most: number, wanted = 6): number[] {
  const raw = Math.max(1, most) / wanted
  const size = 10 ** Math.floor(Math.log10(raw))
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * size).find((each) => each >= raw) ?? raw)
  const found: number[] = kind === 'rank' ? [1] : [0]
  for (let value = step; value <= most; value += step) if (value > 1 || kind === 'score') found.push(value)
  return found
}

/** Seconds between the ticks of time: a minute, five, a quarter of an hour, … */
export function timeStep(duration: number): number {
  return [1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400].find((step) => duration / step <= 10) ?? 86_400 * 7
}
