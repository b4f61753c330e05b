import { Scroll } from '../../parts/Scroll.tsx'
import { date, number } from '../../parts/format.ts'
import type { ActivityDay } from '../../generated/api.ts'
import { level, weeks } from './heat.ts'
import { words } from './words.ts'

const SIZE = 12
const STEP = 15

/** A square for each day of a year, darker the more was submitted. */
export function HeatMap({ days }: { days: ActivityDay[] }) {
  const all = weeks(days, Date.now())
  const most = Math.max(1, ...days.map((day) => day.submissions))
  const sum = days.reduce((total, day) => total + day.submissions, 0)
  const label = words().activityOf(number(sum), number(days.length))
  return (
    <>
      <Scroll label={words().activity}>
        <svg class="heat" viewBox={`0 0 ${all.length * STEP} ${7 * STEP}`} width={all.length * STEP} height={7 * STEP} role="img" aria-label={label}>
          {all.map((week, x) =>
            week.map((day, y) => (
              <rect key={day.date} class={`l${level(day.count, most)}`} x={x * STEP} y={y * STEP} width={SIZE} height={SIZE} rx="3">
                <title>{words().onDay(number(day.count), date(day.date))}</title>
              </rect>
            )),
          )}
        </svg>
      </Scroll>
      <p class="hint heat-legend">
        {label}
        <span class="scale" aria-hidden="true">
          {words().less}
          {[0, 1, 2, 3, 4].map((each) => (
            <i key={each} class={`l${each}`} />
          ))}
          {words().more}
        </span>
      </p>
    </>
  )
}
