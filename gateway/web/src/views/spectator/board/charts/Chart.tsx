import { number } from '../../../../parts/format.ts'
import type { Point } from './history.ts'
import { HEIGHT, MARGIN, path, scales, spread, ticks, timeStep, valueOf, WIDTH, type Kind, type Scales } from './layout.ts'
import { words } from './words.ts'

export interface Drawn {
  n: number
  name: string
  points: readonly Point[]
}

interface ChartProps {
  kind: Kind
  drawn: readonly Drawn[]
  /** Seconds. */
  duration: number
  /** From when on nothing more is shown, in seconds. */
  frozen: number | null
  scoreName: string
}

export function Chart({ kind, drawn, duration, frozen, scoreName }: ChartProps) {
  const most = Math.max(kind === 'rank' ? 2 : 1, ...drawn.flatMap(({ points }) => points.map((point) => valueOf(kind, point))))
  const by = scales(kind, duration, most)
  const ends = drawn.map(({ points }) => points[points.length - 1])
  const tops = spread(ends.map((end) => by.y(end ? valueOf(kind, end) || most : most)))
  const label = drawn.map(({ name }, place) => words().summary(name, ends[place]?.rank ?? 0, `${scoreName} ${number(ends[place]?.score ?? 0, 2)}`)).join('; ')
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <Axes kind={kind} most={most} duration={duration} by={by} />
      {frozen !== null && frozen < duration && (
        <g class="frozen">
          <rect x={by.x(frozen)} y={MARGIN.top} width={by.x(duration) - by.x(frozen)} height={HEIGHT - MARGIN.top - MARGIN.bottom} />
          <text x={by.x(frozen) + 6} y={MARGIN.top + 12}>{`❄ ${words().frozen}`}</text>
        </g>
      )}
      {drawn.map(({ n, name, points }, place) => (
        <g key={n} class={`line line-${(place % 8) + 1}`}>
          <path d={path(points, kind, by)} />
          <Label name={name} end={ends[place]} kind={kind} by={by} top={tops[place] ?? 0} />
        </g>
      ))}
    </svg>
  )
}

function Label({ name, end, kind, by, top }: { name: string; end: Point | undefined; kind: Kind; by: Scales; top: number }) {
  if (!end) return null
  const value = valueOf(kind, end)
  const left = WIDTH - MARGIN.right + 10
  return (
    <>
      {(kind === 'score' || value > 0) && (
        <>
          <circle cx={by.x(end.at)} cy={by.y(value)} r={4} />
          <path class="leader" d={`M${by.x(end.at) + 4} ${by.y(value)}L${left - 3} ${top}`} />
        </>
      )}
      <text x={left} y={top + 4}>
        {`${number(value, 2)} · ${name.length > 22 ? `${name.slice(0, 21)}…` : name}`}
      </text>
    </>
  )
}

function Axes({ kind, most, duration, by }: { kind: Kind; most: number; duration: number; by: Scales }) {
  const step = timeStep(duration)
  const times = Array.from({ length: Math.floor(duration / step) + 1 }, (_, count) => count * step)
  const bottom = HEIGHT - MARGIN.bottom
  return (
    <g class="axes">
      {ticks(kind, most).map((value) => (
        <g key={value}>
          <line x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={by.y(value)} y2={by.y(value)} />
          <text class="end" x={MARGIN.left - 8} y={by.y(value) + 4}>
            {number(value)}
          </text>
        </g>
      ))}
      {times.map((at) => (
        <text key={at} class="middle" x={by.x(at)} y={bottom + 20}>
          {hours(at)}
        </text>
      ))}
    </g>
  )
}

/** `1:30`; with seconds in contests of a few minutes. */
function hours(at: number): string {
  const [hour, minute, second] = [Math.floor(at / 3600), Math.floor(at / 60) % 60, at % 60]
  return `${hour}:${String(minute).padStart(2, '0')}${second ? `:${String(second).padStart(2, '0')}` : ''}`
}
