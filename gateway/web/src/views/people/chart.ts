// A line over time, in the units of an SVG.

export interface Box {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

export interface Chart {
  points: { x: number; y: number }[]
  /** Lines across, with what they stand for. */
  ticks: { y: number; value: number }[]
}

const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000]
const MOST_TICKS = 6

/** `values` in their order, at equal distances: a contest a step, however long ago. */
export function chart(values: readonly number[], box: Box): Chart {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const step = STEPS.find((each) => (high - low) / each <= MOST_TICKS - 2) ?? STEPS.at(-1)!
  const from = Math.floor(low / step) * step
  const to = Math.max(from + step, Math.ceil(high / step) * step)
  const wide = box.width - box.left - box.right
  const tall = box.height - box.top - box.bottom
  const place = (value: number) => box.top + tall * (1 - (value - from) / (to - from))
  return {
    points: values.map((value, index) => ({ x: box.left + (values.length > 1 ? (wide * index) / (values.length - 1) : wide / 2), y: place(value) })),
    ticks: Array.from({ length: (to - from) / step + 1 }, (_, index) => ({ value: from + index * step, y: place(from + index * step) })),
  }
}
