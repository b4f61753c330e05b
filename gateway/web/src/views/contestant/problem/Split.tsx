// Two panes beside each other with a divider, moved by pointer or keys; on a phone each of them alone.
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { words } from './words.ts'

const KEY = 'split'
const LEAST = 20
const MOST = 80
const STEP = 4

export type Side = 'first' | 'second'

interface SplitProps {
  side: Side
  onSide: (side: Side) => void
  names: Record<Side, string>
  first: ComponentChildren
  second: ComponentChildren
}

export function Split({ side, onSide, names, first, second }: SplitProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [share, setShare] = useState(() => bounded(Number(localStorage.getItem(KEY)) || 50))
  const move = (to: number) => {
    setShare(bounded(to))
    localStorage.setItem(KEY, String(bounded(to)))
  }
  const drag = (event: PointerEvent) => {
    const divider = event.currentTarget as HTMLElement
    if (!divider.hasPointerCapture(event.pointerId) || !frame.current) return
    const { left, width } = frame.current.getBoundingClientRect()
    const part = ((event.clientX - left) / width) * 100
    move(backwards(frame.current) ? 100 - part : part)
  }
  const press = (event: KeyboardEvent) => {
    const onward = frame.current && backwards(frame.current) ? -STEP : STEP
    const to = { ArrowLeft: share - onward, ArrowRight: share + onward, Home: LEAST, End: MOST, Enter: 50 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    move(to)
  }
  return (
    <>
      <div class="sides" role="group" aria-label={words().sides}>
        {(['first', 'second'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={side === each} onClick={() => onSide(each)}>
            {names[each]}
          </button>
        ))}
      </div>
      <div ref={frame} class={`split ${side}`} style={{ '--share': `${share}fr`, '--rest': `${100 - share}fr` }}>
        <section class="pane first" aria-label={names.first}>
          {first}
        </section>
        <div
          class="divider"
          role="separator"
          tabIndex={0}
          aria-orientation="vertical"
          aria-label={words().divider}
          aria-valuemin={LEAST}
          aria-valuemax={MOST}
          aria-valuenow={Math.round(share)}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          onDblClick={() => move(50)}
          onKeyDown={press}
        />
        <section class="pane second" aria-label={names.second}>
          {second}
        </section>
      </div>
    </>
  )
}

function bounded(share: number): number {
  return Math.max(LEAST, Math.min(MOST, share))
}

/** Whether the page is written from right to left. */
function backwards(element: Element): boolean {
  return getComputedStyle(element).direction === 'rtl'
}
